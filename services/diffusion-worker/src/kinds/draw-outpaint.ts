import type { Extension } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import type { ModelScope } from '../model-scope.js';
import { cutPicture } from '../pixels/cut.js';
import { openRaster, toRaster } from '../pixels/open-sharp.js';
import { paste, type Cover } from '../pixels/paste.js';
import { distanceTo, type Rect, type Size } from '../pixels/rect.js';
import { framePreviews } from './frame-previews.js';
import type { Brush, Painting } from './painting.js';
import { countPatches, planOutpaint, type Growth, type Patch } from './plan-outpaint.js';
import { prefill } from './prefill.js';

/** How far the new fades into the old, on the side of the new: of the window's width, in pixels. */
const fadeShare = 1 / 32;
const leastFade = 8;
/** Keeps little more than the colours that the old ends in. */
const usualStrength = 0.9;
/** Of a model that would draw its one thing again: it goes on with the background. */
const quietStrength = 0.2;

/** Draws around the source, which stays as it is. */
export function drawOutpaint(
  { steps }: { readonly steps: number },
  source: Raster,
  extend: Extension,
  scope: ModelScope,
): Painting {
  const growths = planOutpaint(source, extend, scope);
  const wanted = scope.drawsOneThing ? quietStrength : usualStrength;
  // An engine refuses a strength that leaves no step.
  const strength = Math.max(wanted, 1 / steps);
  return {
    drawings: countPatches(growths),
    async paint(brush) {
      const canvas = await startCanvas(source, extend);
      for (const growth of growths) {
        await prefill(canvas, growth, brush.signal);
        for (const patch of growth.patches) {
          await drawPatch(canvas, growth, patch, strength, brush);
        }
      }
      return canvas;
    },
  };
}

/** The source in its place. What is around it has the colours of its edges. */
async function startCanvas(source: Raster, extend: Extension): Promise<Raster> {
  return toRaster(openRaster(source, 3).extend({ ...extend, extendWith: 'copy' }), 3);
}

async function drawPatch(
  canvas: Raster,
  { kept }: Growth,
  { window: { rect, size }, draw, fade }: Patch,
  strength: number,
  brush: Brush,
): Promise<void> {
  const image = await cutPicture(canvas, rect, size);
  const mask = maskOf(rect, size, (x, y) => isInside(draw, x, y) && !isInside(kept, x, y));
  const drawn = await brush.draw({
    ...size,
    source: { kind: 'inpaint', image, mask, strength },
    frame: framePreviews(canvas, rect),
  });
  const fitted = await cutPicture(drawn, { left: 0, top: 0, ...size }, rect);
  const fadePixels = Math.max(leastFade, rect.width * fadeShare);
  const cover: Cover = (x, y) => {
    const away = distanceTo(kept, x, y);
    if (away === 0) return 0;
    const fromOld = away / (fadePixels + 1);
    if (!fade) return Math.min(1, fromOld);
    const along = fade.from === 'top' ? y - draw.top : x - draw.left;
    return Math.min(1, fromOld, (along + 1) / (fade.pixels + 1));
  };
  await paste(canvas, fitted, { at: rect, cover, within: draw }, brush.signal);
}

/** White where `isNew` says so of the pixel in the canvas. */
function maskOf(
  rect: Rect,
  { width, height }: Size,
  isNew: (x: number, y: number) => boolean,
): Raster {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const canvasY = rect.top + Math.floor(((y + 0.5) * rect.height) / height);
    for (let x = 0; x < width; x += 1) {
      const canvasX = rect.left + Math.floor(((x + 0.5) * rect.width) / width);
      if (isNew(canvasX, canvasY)) pixels[y * width + x] = 255;
    }
  }
  return { width, height, pixels };
}

function isInside(rect: Rect, x: number, y: number): boolean {
  return distanceTo(rect, x, y) === 0;
}
