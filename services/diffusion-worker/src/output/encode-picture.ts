import type { ImageFormat } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import { openRaster } from '../pixels/open-sharp.js';
import { insertTextChunk } from './png-text-chunk.js';
import type { Recipe } from './recipe.js';
import { toXmp } from './xmp.js';

/** Key of the text chunk that holds the recipe as JSON. */
export const recipeKeyword = 'atelier:recipe';

const webpQuality = 92;

/** A picture as a file with its recipe in it. Equal input gives equal bytes. */
export async function encodePicture(
  picture: Raster,
  recipe: Recipe,
  format: ImageFormat,
): Promise<Uint8Array> {
  const text = JSON.stringify(recipe);
  switch (format) {
    case 'png': {
      const png = await openRaster(picture, 3).png({ compressionLevel: 6 }).toBuffer();
      return insertTextChunk(png, recipeKeyword, text);
    }
    case 'webp':
      return openRaster(picture, 3).webp({ quality: webpQuality }).withXmp(toXmp(text)).toBuffer();
  }
}
