import type { EngineInfo, JobSettings } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import sharp from 'sharp';
import { openRaster, toRaster } from '../pixels/open-sharp.js';
import type { Painting } from './painting.js';

/** There is no model for this: a good filter invents nothing. */
const resampler: EngineInfo = {
  engine: 'resampler',
  model: 'lanczos3',
  modelCached: true,
  device: 'CPU',
  engineVersion: `libvips ${sharp.versions.vips}`,
};

/** Enlarges the source. libvips works through it in strips, so that memory holds one copy of each. */
export function drawUpscale(
  { width, height }: Pick<JobSettings, 'width' | 'height'>,
  source: Raster,
): Painting {
  return {
    drawings: 0,
    maker: resampler,
    paint: () => {
      const size = { width, height, fit: 'fill', kernel: 'lanczos3' } as const;
      return toRaster(openRaster(source, 3).resize(size), 3);
    },
  };
}
