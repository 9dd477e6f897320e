import type { Size } from '../use-size.js';

/** Small pictures are not blown up beyond so many times their size. */
const largestFit = 4;

/** Factors over the fitted size. */
export const zoomLevels = [1, 1.5, 2, 3, 4, 6, 8] as const;

/** The largest size at which a picture can be seen as a whole. */
export function fitSize(picture: Size, stage: Size): Size {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height, largestFit);
  const safe = Number.isFinite(scale) ? Math.max(scale, 0) : 0;
  return { width: Math.floor(picture.width * safe), height: Math.floor(picture.height * safe) };
}

/** The zoom level above or below; the same at either end. */
export function nextZoom(zoom: number, direction: 'in' | 'out'): number {
  if (direction === 'in') return zoomLevels.find((level) => level > zoom) ?? zoom;
  return zoomLevels.findLast((level) => level < zoom) ?? zoom;
}
