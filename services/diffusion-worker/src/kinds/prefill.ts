import type { Raster } from '@atelier/engine';
import { cutPicture } from '../pixels/cut.js';
import { rowsInTurns } from '../pixels/in-turns.js';
import { paste, type Cover } from '../pixels/paste.js';
import { bottomOf, distanceTo, intersect, rightOf, type Rect } from '../pixels/rect.js';
import { soften } from '../pixels/soften.js';

/** Of the strip's depth: streaks of the edge's pixels are no start for a drawing. */
const blurShare = 1 / 6;
const maxBlur = 60;

/**
 * Fills new area with the colours that the old ends in, the softer the farther away: so a model that
 * starts from it goes on with the picture.
 */
export async function prefill(
  canvas: Raster,
  { kept, grown }: { readonly kept: Rect; readonly grown: Rect },
  signal: AbortSignal,
): Promise<void> {
  const fresh = freshPart(kept, grown);
  await stretchEdges(canvas, kept, fresh, signal);
  const depth = Math.max(grown.width - kept.width, grown.height - kept.height);
  const sigma = Math.min(maxBlur, Math.max(1, depth * blurShare));
  const around = intersect(grown, widen(fresh, Math.ceil(2 * sigma)));
  const soft = await soften(await cutPicture(canvas, around, around), 3, sigma);
  const cover: Cover = (x, y) => distanceTo(kept, x, y) / (2 * sigma);
  await paste(canvas, soft, { at: around, cover, within: fresh }, signal);
}

/** Gives each pixel of `fresh` the colour of the nearest one that is kept. */
async function stretchEdges(
  { pixels, width }: Raster,
  kept: Rect,
  fresh: Rect,
  signal: AbortSignal,
): Promise<void> {
  await rowsInTurns(fresh, signal, (y) => {
    const start = y * width * 3;
    const fromY = Math.min(Math.max(y, kept.top), bottomOf(kept) - 1);
    const from = (fromY * width + kept.left) * 3;
    const to = start + kept.left * 3;
    if (fromY !== y) pixels.copyWithin(to, from, from + kept.width * 3);
    const last = to + (kept.width - 1) * 3;
    for (let at = start + fresh.left * 3; at < to; at += 3) pixels.copyWithin(at, to, to + 3);
    const end = start + rightOf(fresh) * 3;
    for (let at = last + 3; at < end; at += 3) pixels.copyWithin(at, last, last + 3);
  });
}

/** The strip that was added, or everything when it was added at several sides. */
function freshPart(kept: Rect, grown: Rect): Rect {
  const strips: Rect[] = [
    { ...grown, width: kept.left - grown.left },
    { ...grown, left: rightOf(kept), width: rightOf(grown) - rightOf(kept) },
    { ...grown, height: kept.top - grown.top },
    { ...grown, top: bottomOf(kept), height: bottomOf(grown) - bottomOf(kept) },
  ].filter(({ width, height }) => width > 0 && height > 0);
  const [strip = grown, ...more] = strips;
  return more.length === 0 ? strip : grown;
}

function widen({ left, top, width, height }: Rect, by: number): Rect {
  return { left: left - by, top: top - by, width: width + 2 * by, height: height + 2 * by };
}
