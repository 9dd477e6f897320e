import type { Raster } from '@atelier/engine';
import { openRaster, toRaster } from './open-sharp.js';
import { intersect, rightOf, bottomOf, wholeOf, type Rect, type Size } from './rect.js';

/**
 * The part of a picture under `rect`, which must cover some of it, resized to `size`. Where `rect`
 * reaches over the picture's edges, the pixels there are repeated.
 */
export async function cutPicture(picture: Raster, rect: Rect, size: Size): Promise<Raster> {
  const { inside, beyond } = split(picture, rect);
  const cut = openRaster(picture, 3).extract(inside);
  if (!beyond) return toRaster(cut.resize(exactly(size)), 3);
  const whole = await toRaster(cut.extend({ ...beyond, extendWith: 'copy' }), 3);
  return toRaster(openRaster(whole, 3).resize(exactly(size)), 3);
}

/** The part of a mask under `rect`, resized to `size`: black or white, and black over the edges. */
export async function cutMask(mask: Raster, rect: Rect, size: Size): Promise<Raster> {
  const { inside, beyond } = split(mask, rect);
  const cut = await toRaster(openRaster(mask, 1).extract(inside), 1);
  const whole = beyond
    ? await toRaster(openRaster(cut, 1).extend({ ...beyond, background: '#000' }), 1)
    : cut;
  // A thin line must not get lost when it shrinks.
  return toRaster(openRaster(whole, 1).resize(exactly(size)).threshold(64), 1);
}

function split(picture: Size, rect: Rect) {
  const inside = intersect(rect, wholeOf(picture));
  const beyond = {
    left: Math.max(0, -rect.left),
    top: Math.max(0, -rect.top),
    right: Math.max(0, rightOf(rect) - picture.width),
    bottom: Math.max(0, bottomOf(rect) - picture.height),
  };
  const reaches = Object.values(beyond).some((pixels) => pixels > 0);
  return { inside, beyond: reaches ? beyond : undefined };
}

function exactly({ width, height }: Size) {
  return { width, height, fit: 'fill' } as const;
}
