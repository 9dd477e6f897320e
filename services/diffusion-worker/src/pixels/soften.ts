import type { Raster } from '@atelier/engine';
import { openRaster, toRaster } from './open-sharp.js';

/** Blur that is left to do once a picture is shrunk, in pixels. */
const smallSigma = 2;

/**
 * Blurs a picture by `sigma` pixels, or a mask. A strong blur is done on a smaller one: nothing finer
 * is left anyway, and it costs a fraction.
 */
export async function soften(raster: Raster, channels: 1 | 3, sigma: number): Promise<Raster> {
  const { width, height } = raster;
  const times = Math.floor(sigma / smallSigma);
  if (times <= 1) return toRaster(openRaster(raster, channels).blur(sigma), channels);
  const side = (length: number) => Math.max(1, Math.round(length / times));
  const small = await toRaster(
    openRaster(raster, channels).resize({
      ...{ width: side(width), height: side(height) },
      fit: 'fill',
    }),
    channels,
  );
  const soft = await toRaster(openRaster(small, channels).blur(smallSigma), channels);
  const whole = { width, height, fit: 'fill', kernel: 'cubic' } as const;
  return toRaster(openRaster(soft, channels).resize(whole), channels);
}
