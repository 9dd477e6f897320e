import type { InputPicture } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import type { BlobStore } from '@atelier/storage';
import sharp from 'sharp';
import { sha256Of } from './manifest.js';
import { limitInputPixels, toRaster } from './pixels/open-sharp.js';

/** Where a picture lies that a job starts from, and what it is. */
export interface Input {
  readonly key: string;
  readonly picture: InputPicture;
}

/** Brings a picture or a mask into memory. A mask comes black and white, nothing between. */
export type ReadInput = (input: Input, as: 'picture' | 'mask') => Promise<Raster>;

/** Luminance from which a mask counts as white. */
const whiteFrom = 128;

/**
 * Reads what a job starts from. It was checked and re-encoded when the job was accepted, so anything
 * else than what was written down is damage that no second try mends.
 *
 * @throws AppError `INVALID_INPUT`, `STORAGE_UNAVAILABLE`.
 */
export function createReadInput(blobs: Pick<BlobStore, 'get'>, signal: AbortSignal): ReadInput {
  return async ({ key, picture }, as) => {
    const bytes = await blobs.get(key, signal);
    if (!bytes) throw new AppError('INVALID_INPUT', `The ${as} of this job is no longer there.`);
    if (sha256Of(bytes) !== picture.sha256) throw damaged(as);
    const raster = await decode(bytes, as).catch((error: unknown) => {
      throw damaged(as, error);
    });
    if (raster.width !== picture.width || raster.height !== picture.height) throw damaged(as);
    signal.throwIfAborted();
    return raster;
  };
}

function decode(bytes: Uint8Array, as: 'picture' | 'mask'): Promise<Raster> {
  const opened = sharp(bytes, { limitInputPixels, failOn: 'error' }).flatten({
    background: '#fff',
  });
  if (as === 'picture') return toRaster(opened, 3);
  return toRaster(opened.greyscale().threshold(whiteFrom), 1);
}

function damaged(as: string, cause?: unknown): AppError {
  const message = `The ${as} of this job is not what was sent: start the job anew.`;
  return new AppError('INVALID_INPUT', message, { cause });
}
