import { z } from 'zod';
import { text } from '../text.js';

/** Bounds of image settings. Sizes are in pixels and multiples of `sizeStep`. */
export const imageLimits = {
  minSize: 64,
  maxSize: 4_096,
  sizeStep: 64,
  minSteps: 1,
  maxSteps: 100,
  minGuidance: 1,
  maxGuidance: 20,
  maxCount: 8,
  maxSeed: 0xffff_ffff,
  maxPromptLength: 2_000,
} as const;

/** Used where a request or a model's image prompt block leaves a setting out. */
export const imageDefaults = {
  negativePrompt: '',
  steps: 20,
  guidanceScale: 7.5,
  width: 512,
  height: 512,
  count: 1,
} as const;

const size = z
  .int()
  .min(imageLimits.minSize)
  .max(imageLimits.maxSize)
  .multipleOf(imageLimits.sizeStep);

/** Everything that decides a picture's pixels, apart from the model. */
export const ImageSettings = z.strictObject({
  prompt: text(1, imageLimits.maxPromptLength),
  negativePrompt: text(0, imageLimits.maxPromptLength),
  width: size,
  height: size,
  steps: z.int().min(imageLimits.minSteps).max(imageLimits.maxSteps),
  /** Classifier-free guidance scale; 1 switches guidance off. */
  guidanceScale: z.number().min(imageLimits.minGuidance).max(imageLimits.maxGuidance),
  /** Picture i of `count` is drawn with `(seed + i) mod 2^32`. */
  seed: z.int().min(0).max(imageLimits.maxSeed),
  count: z.int().min(1).max(imageLimits.maxCount),
  /** For instance `ddim`, `euler`, `lcm`; without it the model's own. */
  scheduler: text(1, 40).optional(),
});
export type ImageSettings = z.infer<typeof ImageSettings>;

/** The seed of picture `index` of a job. */
export function seedOfImage(settings: Pick<ImageSettings, 'seed'>, index: number): number {
  return (settings.seed + index) % (imageLimits.maxSeed + 1);
}
