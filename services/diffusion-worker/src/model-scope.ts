import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageDefaults, imageLimits, type ImageModelDefaults } from '@atelier/contracts';
import { z } from 'zod';

/** What a model draws best. Sizes are in pixels and multiples of `imageLimits.sizeStep`. */
export interface ModelScope {
  readonly width: number;
  readonly height: number;
  /** Of a side. */
  readonly minSize: number;
  readonly maxSize: number;
  /** It draws one thing on a plain background, and would draw it again wherever it is let. */
  readonly drawsOneThing: boolean;
}

/** Of an engine that draws every size alike. */
export const anySize: ModelScope = {
  width: imageDefaults.width,
  height: imageDefaults.height,
  minSize: imageLimits.minSize,
  maxSize: imageLimits.maxSize,
  drawsOneThing: false,
};

/** What the catalog says of a model. */
export function toModelScope(defaults: ImageModelDefaults): ModelScope {
  const { width, height, minSize, maxSize, vocabulary } = defaults;
  return {
    width: toWholeSteps(width),
    height: toWholeSteps(height),
    minSize: toWholeSteps(minSize),
    maxSize: toWholeSteps(maxSize),
    drawsOneThing: vocabulary !== undefined,
  };
}

const Backbone = z.object({ sample_size: z.int().min(1) });
const Decoder = z.object({ block_out_channels: z.array(z.number()).min(1) });

/** What a folder of a model says that no catalog knows: the size it was trained with, no other. */
export async function readModelScope(folder: string): Promise<ModelScope> {
  const read = async (name: string): Promise<unknown> => {
    const text = await readFile(join(folder, name, 'config.json'), 'utf8').catch(() => 'null');
    return JSON.parse(text);
  };
  const unet = await read('unet').catch(() => undefined);
  const backbone = Backbone.safeParse(unet ?? (await read('transformer').catch(() => undefined)));
  const decoder = Decoder.safeParse(await read('vae_decoder').catch(() => undefined));
  // Each level of the decoder but the last doubles the sides.
  const scale = 2 ** ((decoder.data?.block_out_channels.length ?? 4) - 1);
  const side = backbone.success ? backbone.data.sample_size * scale : imageDefaults.width;
  const size = toWholeSteps(Math.min(side, imageLimits.maxSize));
  return { width: size, height: size, minSize: size, maxSize: size, drawsOneThing: false };
}

function toWholeSteps(pixels: number): number {
  const { sizeStep } = imageLimits;
  return Math.max(sizeStep, Math.floor(pixels / sizeStep) * sizeStep);
}
