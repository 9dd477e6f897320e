import {
  imageKey,
  seedOfImage,
  thumbnailKey,
  type DrawnImage,
  type DrawRequest,
  type EngineInfo,
} from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import type { AttemptContext } from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';
import { sha256Of } from '../manifest.js';
import { encodePicture } from './encode-picture.js';
import { lookOf } from './look.js';
import { toRecipe } from './recipe.js';
import { toThumbnail } from './thumbnail.js';

type Context = Pick<AttemptContext<DrawRequest>, 'input' | 'signal' | 'assertHeld'>;

/** Stores picture `index` and its thumbnail, unless another attempt has taken the job over. */
export async function savePicture(
  blobs: Pick<BlobStore, 'put'>,
  { input, signal, assertHeld }: Context,
  index: number,
  picture: Raster,
  maker: EngineInfo,
): Promise<DrawnImage> {
  const { jobId, settings } = input;
  const { format = 'png' } = settings;
  const { width, height } = picture;
  const [file, thumbnail, look] = await Promise.all([
    encodePicture(picture, toRecipe(input, index, maker), format),
    toThumbnail(picture),
    lookOf(picture),
  ]);
  signal.throwIfAborted();
  await assertHeld();
  const key = imageKey(jobId, index, format);
  const small = thumbnailKey(jobId, index);
  const puts = [
    blobs.put(key, file, { contentType: `image/${format}` }, signal),
    blobs.put(small, thumbnail, { contentType: 'image/webp' }, signal),
  ];
  // Also when one fails: once this attempt has ended it must not write any more.
  await Promise.allSettled(puts);
  await Promise.all(puts);
  return {
    index,
    key,
    sha256: sha256Of(file),
    bytes: file.length,
    width,
    height,
    seed: seedOfImage(settings, index),
    format,
    thumbnail: { key: small, bytes: thumbnail.length },
    look,
  };
}
