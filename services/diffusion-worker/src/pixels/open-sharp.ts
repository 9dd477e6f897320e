import { imageLimits } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import sharp, { type Sharp } from 'sharp';

// More threads starve the event loop and the engine on small machines.
sharp.concurrency(1);
sharp.cache(false);

/** A picture that is no larger than any job's; sharp works outside the event loop. */
export const limitInputPixels = imageLimits.maxSize ** 2;

/** A raster to work on: RGB (3 channels), or a mask (1). */
export function openRaster({ width, height, pixels }: Raster, channels: 1 | 3): Sharp {
  return sharp(pixels, { raw: { width, height, channels }, limitInputPixels });
}

/** The pixels that come out, with as many channels as wanted. */
export async function toRaster(image: Sharp, channels: 1 | 3): Promise<Raster> {
  const { data, info } = await image
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`Came with ${info.channels} channels.`);
  return { width: info.width, height: info.height, pixels: data };
}
