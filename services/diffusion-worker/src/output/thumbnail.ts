import { thumbnailSide } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import { openRaster } from '../pixels/open-sharp.js';

const quality = 80;

/** A small WebP of a picture; one that is smaller keeps its size. */
export async function toThumbnail(picture: Raster): Promise<Uint8Array> {
  const size = { width: thumbnailSide, height: thumbnailSide } as const;
  return openRaster(picture, 3)
    .resize({ ...size, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer();
}
