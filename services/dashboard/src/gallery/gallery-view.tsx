import type { GalleryImage } from '@atelier/contracts';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { ErrorNote } from '../app/error-note.js';
import type { ViewProps } from '../app/shell/view-props.js';
import { ViewHeading } from '../app/shell/view-heading.js';
import { useShortcut } from '../app/shortcuts/use-shortcut.js';
import { Button } from '../design/button.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Spinner } from '../design/spinner.js';
import { PictureDialog } from './details/picture-dialog.js';
import { GalleryBar } from './gallery-bar.js';
import type { CellWish } from './gallery-cell.js';
import { filterSearch, readFilter } from './gallery-filter.js';
import { GalleryGrid, type GridHandle } from './gallery-grid.js';
import { extended, nothingSelected, toggled, without } from './selection.js';
import { SelectionBar } from './selection-bar.js';
import { useGallery } from './use-gallery.js';
import './gallery.css';

/** Every picture that was made. */
export function GalleryView({ id }: ViewProps) {
  const [, go] = useLocation();
  const search = useSearch();
  const filter = useMemo(() => readFilter(new URLSearchParams(search)), [search]);
  const query = filterSearch(filter);
  const gallery = useGallery(filter);
  const [selection, setSelection] = useState(nothingSelected);
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<GridHandle>(null);
  const images = useDeferredValue(gallery.images);
  const order = useMemo(() => images?.map((image) => image.id) ?? [], [images]);
  const isFiltered = query !== '';

  const onWish = (wish: CellWish, image: GalleryImage, from?: GalleryImage) => {
    if (wish === 'open') {
      go(`/gallery/${image.id}${query}`);
      return;
    }
    setSelection((before) => {
      if (wish === 'toggle') return toggled(before, image.id);
      return extended(from ? { ...before, anchor: from.id } : before, image.id, order);
    });
  };
  const onAll = () => {
    setSelection({ ids: new Set(order) });
  };
  useShortcut('mod+a', 'Select every picture that is loaded', onAll, {
    off: order.length === 0 || id !== undefined,
    whileTyping: false,
  });
  const selectedIds = useMemo(
    () => order.filter((one) => selection.ids.has(one)),
    [order, selection.ids],
  );

  return (
    <div className="gallery">
      <div className="gallery-head">
        <ViewHeading>Gallery</ViewHeading>
        <GalleryBar
          filter={filter}
          onChange={(next) => {
            setSelection(nothingSelected);
            scroller.current?.scrollTo({ top: 0 });
            go(`/gallery${filterSearch(next)}`, { replace: true });
          }}
        />
      </div>
      <SelectionBar
        ids={selectedIds}
        count={order.length}
        isBehind={id !== undefined}
        onAll={onAll}
        onNone={() => {
          setSelection(nothingSelected);
        }}
        onGone={(gone) => {
          setSelection((before) => without(before, gone));
        }}
      />
      {gallery.newer > 0 && (
        <Button
          className="gallery-newer"
          kind="main"
          size="small"
          icon="chevron-up"
          onClick={() => {
            gallery.takeNewer();
            scroller.current?.scrollTo({ top: 0 });
          }}
        >
          {gallery.newer === 1 ? 'Show one new picture' : `Show ${gallery.newer} new pictures`}
        </Button>
      )}
      <div ref={scroller} className="gallery-scroller">
        {!images && !gallery.failure && <GridSkeleton />}
        {images && images.length > 0 && (
          <GalleryGrid
            ref={grid}
            images={images}
            selected={selection.ids}
            scroller={scroller}
            hrefOf={(image) => `/gallery/${image.id}${query}`}
            onWish={onWish}
            onNearEnd={gallery.failure ? () => undefined : gallery.readMore}
            hasMore={gallery.hasMore}
          />
        )}
        {images?.length === 0 && !gallery.hasMore && <NoPictures isFiltered={isFiltered} />}
        {gallery.failure && <ErrorNote error={gallery.failure} onRetry={gallery.askAgain} />}
        <p className="gallery-end" role="status">
          {gallery.isReadingMore && (
            <>
              <Spinner /> Loading more pictures
            </>
          )}
          {images && images.length > 0 && !gallery.hasMore && endWords(images.length, isFiltered)}
        </p>
      </div>
      {id !== undefined && (
        <PictureDialog
          key="picture"
          id={id}
          images={images ?? []}
          hrefOf={(one) => `/gallery/${one}${query}`}
          onNearEnd={gallery.readMore}
          focusIn={(one) => grid.current?.focusOn(one) ?? false}
          onClose={() => {
            go(`/gallery${query}`);
          }}
        />
      )}
    </div>
  );
}

function endWords(count: number, isFiltered: boolean): string {
  const words = count === 1 ? 'One picture' : `${count.toLocaleString('en')} pictures`;
  return isFiltered ? `${words} found.` : `${words}. That is all.`;
}

function NoPictures({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon="search"
        title="No picture fits"
        actions={
          <Link href="/gallery" className="button" data-kind="quiet">
            Show every picture
          </Link>
        }
      >
        Try fewer words, or remove a filter.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="image"
      title="No pictures yet"
      actions={
        <>
          <Link href="/studio" className="button" data-kind="main">
            <Icon name="brush" />
            Make one in the studio
          </Link>
          <Link href="/" className="button" data-kind="quiet">
            Ask for one in the chat
          </Link>
        </>
      }
    >
      Every picture that you make is kept here, with its recipe.
    </EmptyState>
  );
}

const skeletonCells = Array.from({ length: 24 }, (_, index) => index);

function GridSkeleton() {
  return (
    <div className="gallery-skeleton" role="status">
      <span className="visually-hidden">Loading the pictures</span>
      {skeletonCells.map((index) => (
        <span key={index} className="skeleton" aria-hidden="true" />
      ))}
    </div>
  );
}
