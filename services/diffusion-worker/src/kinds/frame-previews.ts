import type { Raster } from '@atelier/engine';
import sharp from 'sharp';
import { limitInputPixels, openRaster, toRaster } from '../pixels/open-sharp.js';
import { intersect, wholeOf, type Rect } from '../pixels/rect.js';

/** Of a shown picture's longer side, in pixels. */
const longestSide = 96;

/** Shows previews of a window, each as a part of the whole picture as it is by then. */
export function framePreviews(
  picture: Raster,
  window: Rect,
): (preview: Uint8Array) => Promise<Uint8Array> {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const shown = shrink({ ...wholeOf(picture) }, scale);
  const whole = shrink(window, scale);
  const part = intersect(whole, shown);
  const { left, top } = part;
  const cut = { ...part, left: left - whole.left, top: top - whole.top };
  let base: Promise<Raster> | undefined;
  return async (preview) => {
    const { width, height } = shown;
    base ??= toRaster(openRaster(picture, 3).resize({ width, height, fit: 'fill' }), 3);
    const input = await sharp(preview, { limitInputPixels })
      .resize({ width: whole.width, height: whole.height, fit: 'fill' })
      .extract(cut)
      .png()
      .toBuffer();
    return openRaster(await base, 3)
      .composite([{ input, left, top }])
      .removeAlpha()
      .png()
      .toBuffer();
  };
}

/** A preview that is small enough to be sent. */
export async function shrinkPreview(preview: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (preview.length <= maxBytes) return preview;
  const size = { width: longestSide, height: longestSide, fit: 'inside' } as const;
  return sharp(preview, { limitInputPixels }).resize(size).png().toBuffer();
}

function shrink({ left, top, width, height }: Rect, scale: number): Rect {
  const pixels = (length: number) => Math.max(1, Math.round(length * scale));
  return {
    left: Math.round(left * scale),
    top: Math.round(top * scale),
    width: pixels(width),
    height: pixels(height),
  };
}
