import type { Raster } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import type { ModelScope } from '../model-scope.js';
import { cutMask, cutPicture } from '../pixels/cut.js';
import { paste, type Cover } from '../pixels/paste.js';
import type { Rect } from '../pixels/rect.js';
import { soften } from '../pixels/soften.js';
import { framePreviews } from './frame-previews.js';
import type { Painting } from './painting.js';
import { windowAround } from './window.js';

/** How far the new fades into the old inside the mask: of the window's width, in pixels. */
const fadeShare = 1 / 48;
const leastFade = 3;
/** Of the new at the very edge of a mask, so that a thin line does not vanish. */
const leastCover = 0.2;

/**
 * Draws anew what is white in the mask, in a window around it that suits the model. Every pixel where
 * the mask is black stays as it is.
 *
 * @throws AppError `INVALID_INPUT` for a mask without white.
 */
export async function drawInpaint(
  source: Raster,
  mask: Raster,
  strength: number,
  scope: ModelScope,
): Promise<Painting> {
  const box = boxOfWhite(mask);
  if (!box) throw new AppError('INVALID_INPUT', 'The mask has no white part: nothing to redraw.');
  const { rect, size } = windowAround(box, source, scope);
  const image = await cutPicture(source, rect, size);
  const shown = await cutMask(mask, rect, size);
  const fadePixels = Math.max(leastFade, rect.width * fadeShare);
  const fading = await soften(await cutMask(mask, rect, rect), 1, fadePixels / 2);
  const cover: Cover = (x, y) => {
    if ((mask.pixels[y * mask.width + x] ?? 0) === 0) return 0;
    const soft = fading.pixels[(y - rect.top) * fading.width + (x - rect.left)] ?? 0;
    // A straight edge is 0.5 after the blur.
    return Math.min(1, Math.max(0, soft / 127.5 - 1 + leastCover));
  };
  const frame = framePreviews(source, rect);
  return {
    drawings: 1,
    async paint(brush) {
      const work = { kind: 'inpaint', image, mask: shown, strength } as const;
      const drawn = await brush.draw({ ...size, source: work, frame });
      const picture = { ...source, pixels: new Uint8Array(source.pixels) };
      const fitted = await cutPicture(drawn, { left: 0, top: 0, ...size }, rect);
      await paste(picture, fitted, { at: rect, cover, within: box }, brush.signal);
      return picture;
    },
  };
}

/** The smallest rectangle with everything that is white. */
function boxOfWhite({ width, height, pixels }: Raster): Rect | undefined {
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let y = 0; y < height; y += 1) {
    const row = pixels.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(255);
    if (first < 0) continue;
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(255));
  }
  if (bottom < 0) return undefined;
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}
