import type { GalleryImage } from '@atelier/contracts';
import { useLayoutEffect } from 'react';
import { useDrawingTurn } from '../app/drawing/use-drawing-turn.js';
import { GalleryCell, type CellWish } from './gallery-cell.js';

interface GalleryRowProps {
  readonly images: readonly GalleryImage[];
  /** Place of the first one in the gallery. */
  readonly from: number;
  readonly selected: ReadonlySet<string>;
  /** Place of the one that the Tab key comes to. */
  readonly current: number;
  readonly hrefOf: (image: GalleryImage) => string;
  readonly onWish: (wish: CellWish | 'plain', index: number) => void;
  readonly onFocus: (index: number) => void;
  /** The focus is on its way to it. */
  readonly isUrgent: boolean;
  /** Its pictures are there. */
  readonly onDrawn: () => void;
}

/** The pictures of a row; nothing until it is its turn to be drawn. */
export function GalleryRow(props: GalleryRowProps) {
  const { images, from, selected, current, hrefOf, onWish, onFocus, isUrgent, onDrawn } = props;
  const mayDraw = useDrawingTurn(isUrgent);
  useLayoutEffect(() => {
    if (mayDraw) onDrawn();
  }, [mayDraw, onDrawn]);
  if (!mayDraw) return undefined;
  return images.map((image, column) => (
    <GalleryCell
      key={image.id}
      image={image}
      index={from + column}
      column={column}
      selected={selected.has(image.id)}
      current={from + column === current}
      href={hrefOf(image)}
      onWish={onWish}
      onFocus={onFocus}
    />
  ));
}
