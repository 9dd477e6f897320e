import { z } from 'zod';
import { imageLimits } from '../generation/image.js';
import { Extension, ImageFormat, ImageKind } from '../generation/image-work.js';
import { StylePreset } from '../generation/styles.js';
import { text } from '../text.js';

/** Of an uploaded picture, in bytes. */
export const maxUploadBytes = 10 * 1024 * 1024;
/** Of an uploaded picture, whatever it claims to be. */
export const maxUploadPixels = imageLimits.maxSize ** 2;

const maxBase64Length = Math.ceil(maxUploadBytes / 3) * 4 + 100;

/** A picture inside JSON: base64, with or without `data:image/…;base64,` before it. */
export const Base64Picture = z
  .string()
  .min(1)
  .max(maxBase64Length, `must be a picture of ${maxUploadBytes / 1024 / 1024} MiB at most`)
  .meta({ description: 'PNG, JPEG or WebP in base64; a data URL is fine.' });

const size = z
  .int()
  .min(imageLimits.minSize)
  .max(imageLimits.maxSize)
  .multipleOf(imageLimits.sizeStep);

/** What a picture is asked for with; what is left out follows the model. */
export const PictureSettings = z
  .strictObject({
    prompt: text(1, imageLimits.maxPromptLength).meta({ description: 'What it shows.' }),
    negative_prompt: text(0, imageLimits.maxPromptLength).meta({
      description: 'What it should not show.',
    }),
    width: size.meta({ description: 'Pixels, a multiple of 64. Left out: the model or source.' }),
    height: size,
    steps: z.int().min(imageLimits.minSteps).max(imageLimits.maxSteps),
    cfg_scale: z
      .number()
      .min(imageLimits.minGuidance)
      .max(imageLimits.maxGuidance)
      .meta({ description: 'How closely it follows the prompt; 1 switches guidance off.' }),
    scheduler: text(1, 40).meta({
      description: 'For instance ddim, euler, euler_a, lcm, dpm++_2m; others bring a warning.',
    }),
    seed: z
      .int()
      .min(0)
      .max(imageLimits.maxSeed)
      .meta({ description: 'Left out, a random one. Picture i of several takes seed + i.' }),
    count: z.int().min(1).max(imageLimits.maxCount),
    style: StylePreset,
    format: ImageFormat,
  })
  .partial();
export type PictureSettings = z.infer<typeof PictureSettings>;

/** What a picture can start from, and what is done with it. */
const SourceFields = z
  .strictObject({
    image: Base64Picture,
    image_id: z.uuid().meta({ description: 'A picture of yours, in place of image.' }),
    mask: Base64Picture.meta({
      description: 'For inpaint: as large as the picture; white is redrawn.',
    }),
    strength: z
      .number()
      .gt(0)
      .max(1)
      .meta({ description: 'For edit, inpaint, variation: 1 keeps nothing of the picture.' }),
    extend: Extension.partial().meta({
      description: 'For outpaint: pixels to add at each side.',
    }),
    factor: z.literal([2, 4]).meta({ description: 'For upscale.' }),
  })
  .partial();

/** The body of `POST /api/v1/image-jobs`. */
export const ImageJobRequest = z
  .strictObject({
    kind: ImageKind.default('generate'),
    user_id: text(1, 128).default('me').meta({ description: 'Your own name for who asks.' }),
    ...PictureSettings.shape,
    ...SourceFields.shape,
    reuse: z.boolean().default(true).meta({
      description: 'Whether a job of yours with the very same seed and settings may answer this.',
    }),
    webhook_url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional()
      .meta({ description: 'Is told when the job ends, signed after Standard Webhooks.' }),
  })
  .superRefine((request, context) => {
    const miss = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const { kind } = request;
    const needsSource = kind !== 'generate';
    const sources = [request.image, request.image_id].filter((one) => one !== undefined);
    if (needsSource && sources.length !== 1) {
      miss('image', `is needed for ${kind}: send image or image_id, one of the two`);
    }
    if (!needsSource && sources.length > 0) {
      miss('kind', 'must be edit, inpaint, outpaint, upscale or variation where an image is sent');
    }
    if (['generate', 'edit'].includes(kind) && request.prompt === undefined) {
      miss('prompt', `is needed for ${kind}`);
    }
    if (['inpaint', 'outpaint', 'variation'].includes(kind) && request.image !== undefined) {
      if (request.prompt === undefined) miss('prompt', 'is needed where the picture is uploaded');
    }
    if (kind === 'inpaint' && request.mask === undefined) miss('mask', 'is needed for inpaint');
    const extended = Object.values(request.extend ?? {}).some((pixels = 0) => pixels > 0);
    if (kind === 'outpaint' && !extended) miss('extend', 'must add pixels at one side at least');
    if (kind === 'upscale' && request.factor === undefined) miss('factor', 'must be 2 or 4');
    const only = { mask: ['inpaint'], extend: ['outpaint'], factor: ['upscale'] } as const;
    for (const [field, kinds] of Object.entries(only)) {
      const sent = request[field as keyof typeof only] !== undefined;
      if (sent && !(kinds as readonly string[]).includes(kind)) {
        miss(field, `has no meaning for ${kind}; leave it out`);
      }
    }
    const strong = ['edit', 'inpaint', 'variation'].includes(kind);
    if (request.strength !== undefined && !strong) {
      miss('strength', `has no meaning for ${kind}; leave it out`);
    }
  })
  .meta({ id: 'ImageJobRequest' });
export type ImageJobRequest = z.output<typeof ImageJobRequest>;
/** As clients may send it. */
export type ImageJobInput = z.input<typeof ImageJobRequest>;
