import type { GalleryImage } from '@atelier/contracts';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
  type RefObject,
} from 'react';
import type { CellWish } from './gallery-cell.js';
import { GalleryRow } from './gallery-row.js';
import { gridGap, gridShape, nextCell } from './grid-moves.js';
import { useWidth } from './use-size.js';

const rowsAhead = 3;

/** What others may do with the grid. */
export interface GridHandle {
  /** Scrolls to a picture and gives it the focus; false for one that is not loaded. */
  readonly focusOn: (id: string) => boolean;
}

interface GalleryGridProps {
  readonly ref?: Ref<GridHandle>;
  readonly images: readonly GalleryImage[];
  readonly selected: ReadonlySet<string>;
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly hrefOf: (image: GalleryImage) => string;
  /** `from` is where a range begins, if not at the one before. */
  readonly onWish: (wish: CellWish, image: GalleryImage, from?: GalleryImage) => void;
  readonly onNearEnd: () => void;
  readonly hasMore: boolean;
}

/** Pictures in rows, of which those near the screen are drawn. Arrow keys move in it. */
export function GalleryGrid(props: GalleryGridProps) {
  const { images, selected, scroller, hrefOf, hasMore } = props;
  const grid = useRef<HTMLDivElement>(null);
  const width = useWidth(grid);
  const { columns, side } = gridShape(width);
  const rows = Math.ceil(images.length / columns);
  const [current, setCurrent] = useState(0);
  const wantsFocus = useRef<number>(undefined);

  const virtual = useVirtualizer({
    count: width > 0 ? rows : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => side + gridGap,
    overscan: rowsAhead,
    scrollMargin: grid.current?.offsetTop ?? 0,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, side]);

  const shown = virtual.getVirtualItems();
  const lastRow = shown.at(-1)?.index ?? 0;
  const nearEnd = useEffectEvent(props.onNearEnd);
  useEffect(() => {
    if (hasMore && width > 0 && lastRow >= rows - 1 - rowsAhead) nearEnd();
  }, [hasMore, lastRow, rows, width]);

  const focusWanted = useCallback(() => {
    const link = grid.current?.querySelector<HTMLElement>(
      `[data-index="${wantsFocus.current ?? ''}"]`,
    );
    if (!link) return;
    wantsFocus.current = undefined;
    link.focus({ preventScroll: true });
  }, []);

  const place = Math.min(current, Math.max(images.length - 1, 0));
  const moveTo = (to: number) => {
    wantsFocus.current = to;
    virtual.scrollToIndex(Math.floor(to / columns), { align: 'auto' });
    setCurrent(to);
    focusWanted();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rowsAtOnce = Math.max(Math.floor((scroller.current?.clientHeight ?? 0) / side) - 1, 1);
    const to = nextCell(event.key, place, { columns, count: images.length, rowsAtOnce });
    const image = to === undefined ? undefined : images[to];
    if (to === undefined || !image) return;
    event.preventDefault();
    if (event.shiftKey && to !== place) props.onWish('extend', image, images[place]);
    moveTo(to);
  };
  useImperativeHandle(props.ref, () => ({
    focusOn(id) {
      const to = images.findIndex((image) => image.id === id);
      if (to >= 0) moveTo(to);
      return to >= 0;
    },
  }));

  // The cells keep one function, so that only those that change are drawn again.
  const latest = useRef<(what: CellWish | 'plain', index: number) => void>(undefined);
  useEffect(() => {
    latest.current = (what, index) => {
      const image = images[index];
      // Once something is selected, a plain click selects more, as it must on a phone.
      const meant = selected.size > 0 ? 'toggle' : 'open';
      if (image) props.onWish(what === 'plain' ? meant : what, image);
    };
  });
  const onWish = useCallback((what: CellWish | 'plain', index: number) => {
    latest.current?.(what, index);
  }, []);
  const first = shown[0]?.index ?? 0;
  // The Tab key comes to a cell that is there, wherever the grid was scrolled to.
  const isThere = place >= first * columns && place < (lastRow + 1) * columns;
  const reachable = isThere ? place : first * columns;

  return (
    <div
      ref={grid}
      className="gallery-grid"
      role="grid"
      aria-label="Pictures"
      aria-multiselectable
      aria-rowcount={hasMore ? -1 : rows}
      aria-colcount={columns}
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={onKeyDown}
    >
      {shown.map((row) => (
        <div
          key={row.key}
          role="row"
          aria-rowindex={row.index + 1}
          className="gallery-row"
          style={{
            height: side,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            transform: `translateY(${row.start - virtual.options.scrollMargin}px)`,
          }}
        >
          <GalleryRow
            images={images.slice(row.index * columns, (row.index + 1) * columns)}
            from={row.index * columns}
            selected={selected}
            current={reachable}
            hrefOf={hrefOf}
            onWish={onWish}
            onFocus={setCurrent}
            isUrgent={Math.floor(place / columns) === row.index}
            onDrawn={focusWanted}
          />
        </div>
      ))}
    </div>
  );
}
