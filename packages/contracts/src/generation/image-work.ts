import { z } from 'zod';
import { text } from '../text.js';
import { ImageSettings, imageLimits } from './image.js';
import { StylePreset } from './styles.js';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a finished picture is stored as. */
export const ImageFormat = z.enum(['png', 'webp']);
export type ImageFormat = z.infer<typeof ImageFormat>;

/** Ways to come to a picture. */
export const ImageKind = z
  .enum(['generate', 'edit', 'inpaint', 'outpaint', 'upscale', 'variation'])
  .meta({ id: 'ImageKind' });
export type ImageKind = z.infer<typeof ImageKind>;

/** Pixels that a side is extended by, at most. */
export const maxExtension = 1_024;

/** A PNG that lies beside its job's pictures: `sourceKey` or `maskKey`. Sizes are in pixels. */
export const InputPicture = z.strictObject({
  sha256: Sha256,
  width: z.int().min(1).max(imageLimits.maxSize),
  height: z.int().min(1).max(imageLimits.maxSize),
});
export type InputPicture = z.infer<typeof InputPicture>;

const strength = z.number().gt(0).max(1);
const extension = z.int().min(0).max(maxExtension);

/** Pixels that are added at each side. */
export const Extension = z.strictObject({
  left: extension,
  top: extension,
  right: extension,
  bottom: extension,
});
export type Extension = z.infer<typeof Extension>;

/**
 * What a job does, and from which picture. `strength` is in (0, 1]: 1 keeps nothing of the source. A
 * mask is as large as its source; white is drawn anew.
 */
export const ImageWork = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('generate') }),
  z.strictObject({ kind: z.literal('edit'), source: InputPicture, strength }),
  z.strictObject({ kind: z.literal('variation'), source: InputPicture, strength }),
  z.strictObject({
    kind: z.literal('inpaint'),
    source: InputPicture,
    mask: InputPicture,
    strength,
  }),
  z.strictObject({ kind: z.literal('outpaint'), source: InputPicture, extend: Extension }),
  z.strictObject({
    kind: z.literal('upscale'),
    source: InputPicture,
    factor: z.literal([2, 4]),
  }),
]);
export type ImageWork = z.infer<typeof ImageWork>;

const side = z.int().min(1).max(imageLimits.maxSize);

/**
 * The settings of a job. Width and height are those of the finished pictures, which need no round
 * number when they come from a source. An enlargement may have no prompt.
 */
export const JobSettings = ImageSettings.extend({
  prompt: text(0, imageLimits.maxPromptLength),
  width: side,
  height: side,
  /** PNG where it is left out. */
  format: ImageFormat.optional(),
  style: StylePreset.optional(),
  /** What was asked for before the style preset's words were put around it. */
  asked: z
    .strictObject({
      prompt: text(0, imageLimits.maxPromptLength),
      negativePrompt: text(0, imageLimits.maxPromptLength),
    })
    .optional(),
});
export type JobSettings = z.infer<typeof JobSettings>;
