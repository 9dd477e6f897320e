import type { GalleryImage } from '@atelier/contracts';
import { memo, type KeyboardEvent, type MouseEvent } from 'react';
import { StoredImage } from '../app/pictures/stored-image.js';
import { Icon } from '../design/icon.js';

/** What a click or a key asks of a picture. */
export type CellWish = 'open' | 'toggle' | 'extend';

interface GalleryCellProps {
  readonly image: GalleryImage;
  readonly index: number;
  readonly column: number;
  readonly selected: boolean;
  /** The one that the Tab key comes to. */
  readonly current: boolean;
  readonly href: string;
  readonly onWish: (wish: CellWish | 'plain', index: number) => void;
  readonly onFocus: (index: number) => void;
}

/** One picture of the grid: a link to it, and a mark to select it by. */
export const GalleryCell = memo(function GalleryCell(props: GalleryCellProps) {
  const { image, index, column, selected, current, href, onWish, onFocus } = props;
  const onClick = (event: MouseEvent) => {
    event.preventDefault();
    if (event.shiftKey) onWish('extend', index);
    else if (event.ctrlKey || event.metaKey) onWish('toggle', index);
    // The Enter key clicks as well; it always opens.
    else onWish(event.detail === 0 ? 'open' : 'plain', index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    onWish(event.shiftKey ? 'extend' : 'toggle', index);
  };
  return (
    <div
      role="gridcell"
      className="gallery-cell"
      aria-colindex={column + 1}
      aria-selected={selected}
      data-selected={selected || undefined}
    >
      <a
        href={href}
        className="gallery-cell-link"
        tabIndex={current ? 0 : -1}
        data-index={index}
        draggable={false}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={() => {
          onFocus(index);
        }}
      >
        {image.missing ? (
          <span className="gallery-cell-missing">
            <Icon name="warning" />
            <span>The file is gone: {image.settings.prompt}</span>
          </span>
        ) : (
          <StoredImage
            url={image.thumbnail_url}
            alt={image.settings.prompt || 'Picture without a prompt'}
            width={image.width}
            height={image.height}
            draggable={false}
          />
        )}
        {image.favourite && <span className="visually-hidden">, a favourite</span>}
      </a>
      {/* By keyboard it is the space bar, on the link itself. */}
      <button
        type="button"
        className="gallery-cell-mark"
        tabIndex={-1}
        aria-hidden="true"
        onClick={(event) => {
          onWish(event.shiftKey ? 'extend' : 'toggle', index);
        }}
      >
        <Icon name="check" />
      </button>
      {image.favourite && (
        <span className="gallery-cell-heart" aria-hidden="true">
          <Icon name="heart" filled />
        </span>
      )}
    </div>
  );
});
