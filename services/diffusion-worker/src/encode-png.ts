import { imageLimits } from '@atelier/contracts';
import sharp from 'sharp';
import { insertTextChunk } from './png-text-chunk.js';
import type { Recipe } from './recipe.js';

/** Key of the text chunk that holds the recipe as JSON. */
export const recipeKeyword = 'atelier:recipe';

/** RGB pixels, 8 bits a channel, rows from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A PNG with its recipe in it. Equal input gives equal bytes. */
export type EncodePng = (image: Pixels, recipe: Recipe) => Promise<Uint8Array>;

export function createPngEncoder(): EncodePng {
  // More threads starve the event loop and the engine on small machines.
  sharp.concurrency(1);
  sharp.cache(false);
  return async ({ width, height, pixels }, recipe) => {
    const png = await sharp(pixels, {
      raw: { width, height, channels: 3 },
      limitInputPixels: imageLimits.maxSize ** 2,
    })
      .png({ compressionLevel: 6 })
      .toBuffer();
    return insertTextChunk(png, recipeKeyword, JSON.stringify(recipe));
  };
}
