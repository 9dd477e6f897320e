import type { Raster } from '@atelier/engine';
import { rowsInTurns } from './in-turns.js';
import { intersect, wholeOf, type Rect } from './rect.js';

/** How much of what is pasted shows at a pixel of the canvas, from 0 to 1. */
export type Cover = (x: number, y: number) => number;

export interface Paste {
  /** As large as what is pasted. */
  readonly at: Rect;
  readonly cover: Cover;
  /** Nothing shows beyond it. */
  readonly within: Rect;
}

/**
 * Pastes a picture into a canvas, which it changes. Where the cover is 0 every byte stays.
 *
 * @throws the signal's reason once it has aborted.
 */
export async function paste(
  canvas: Raster,
  picture: Raster,
  { at, cover, within }: Paste,
  signal: AbortSignal,
): Promise<void> {
  const area = intersect(within, intersect(at, wholeOf(canvas)));
  const { pixels: to } = canvas;
  const { pixels: from } = picture;
  await rowsInTurns(area, signal, (y) => {
    let target = (y * canvas.width + area.left) * 3;
    let origin = ((y - at.top) * picture.width + (area.left - at.left)) * 3;
    for (let x = area.left; x < area.left + area.width; x += 1, target += 3, origin += 3) {
      const share = cover(x, y);
      if (share <= 0) continue;
      for (let channel = 0; channel < 3; channel += 1) {
        const under = to[target + channel] ?? 0;
        const over = from[origin + channel] ?? 0;
        to[target + channel] = share >= 1 ? over : Math.round(under + (over - under) * share);
      }
    }
  });
}
