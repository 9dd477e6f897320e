import { z } from 'zod';
import { text } from '../text.js';

const path = text(1, 4_096);

const ModelOnDevice = z.strictObject({
  /** Folder of the model. */
  path,
  /** OpenVINO's name of a device, for instance `CPU`. */
  device: text(1, 64),
  /** Compiled models are kept here. */
  cacheDir: path.optional(),
  /** Threads that compute; without it the device decides. */
  threads: z.int().min(1).max(1_024).optional(),
  /** Added to the process's niceness: 0 leaves it, 19 yields to everyone. */
  niceness: z.int().min(0).max(19).default(0),
  /**
   * Computes in 32-bit floats throughout: slower, and a sequence's tokens no longer depend on what
   * runs beside it.
   */
  exact: z.boolean().default(false),
  adapters: z
    .array(z.strictObject({ path, alpha: z.number().min(-10).max(10) }))
    .max(16)
    .default([]),
});

/** A chat model to hold. */
export const TextModelLoad = ModelOnDevice.extend({
  role: z.literal('text'),
  /** Room for keys and values, in bytes. */
  kvCacheBytes: z.int().min(1_048_576),
  /** Sequences in one step at most. */
  maxSequences: z.int().min(1).max(1_024),
  /** A smaller model that guesses ahead. */
  draft: z.strictObject({ path, device: text(1, 64), tokens: z.int().min(1).max(16) }).optional(),
});
export type TextModelLoad = z.output<typeof TextModelLoad>;

/** A diffusion model to hold. */
export const ImageModelLoad = ModelOnDevice.extend({ role: z.literal('image') });
export type ImageModelLoad = z.output<typeof ImageModelLoad>;

/** The one model that a runtime process holds for its whole life. */
export const RuntimeLoad = z.discriminatedUnion('role', [TextModelLoad, ImageModelLoad]);
export type RuntimeLoad = z.output<typeof RuntimeLoad>;
