import type { JobSettings } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import { openRaster, toRaster } from '../pixels/open-sharp.js';
import type { Painting } from './painting.js';

/** Draws over the whole source, which is cut to the picture's proportions first. */
export async function drawEdit(
  { width, height }: Pick<JobSettings, 'width' | 'height'>,
  source: Raster,
  strength: number,
): Promise<Painting> {
  const resized = openRaster(source, 3).resize({ width, height, fit: 'cover' });
  const image = await toRaster(resized, 3);
  return {
    drawings: 1,
    paint: (brush) =>
      brush.draw({ width, height, source: { kind: 'image-to-image', image, strength } }),
  };
}
