import { z } from 'zod';
import { imageLimits } from '../../generation/image.js';
import { ImageFormat } from '../../generation/image-work.js';
import { text } from '../../text.js';
import { Base64Picture, ImageJobRequest, PictureSettings } from '../image-request.js';

/** Pictures on the way that can be asked for, as OpenAI bounds them. */
export const maxPartialImages = 3;

const { seed, steps, cfg_scale, scheduler, negative_prompt } = PictureSettings.shape;
const sizePattern = /^(?:auto|\d{2,4}x\d{2,4})$/;
const ours = { description: 'Not in the original.' };
const ignored = z.string().max(64).nullish().meta({ description: 'Has no effect here.' });

const common = {
  prompt: text(1, imageLimits.maxPromptLength).meta({ description: 'What it shows.' }),
  model: text(1, 200).nullish().meta({ description: 'The model that draws, or atelier for any.' }),
  n: z.int().min(1).max(imageLimits.maxCount).nullish(),
  size: z
    .string()
    .max(9)
    .refine((size) => sizePattern.test(size), 'must be auto, or width x height such as 512x512')
    .nullish()
    .meta({ description: 'Pixels in multiples of 64. auto: as the model or the source has it.' }),
  response_format: z.enum(['url', 'b64_json']).nullish().meta({
    description: 'b64_json unless told. A url works for an hour, or with your key.',
  }),
  output_format: ImageFormat.nullish(),
  stream: z.boolean().nullish(),
  partial_images: z.int().min(0).max(maxPartialImages).nullish().meta({
    description: 'Small pictures on the way, at most; with stream: true.',
  }),
  user: text(1, 128).nullish().meta({ description: 'Your own name for who asks.' }),
  background: ignored,
  quality: ignored,
  style: ignored,
  moderation: ignored,
  output_compression: z.number().nullish().meta({ description: 'Has no effect here.' }),
  seed: seed.meta(ours),
  steps: steps.meta(ours),
  cfg_scale: cfg_scale.meta(ours),
  scheduler: scheduler.meta(ours),
  negative_prompt: negative_prompt.meta(ours),
};

/**
 * The body of `POST /v1/images/generations`. Fields that are not here are ignored, as OpenAI does
 * with those it does not know.
 */
export const OpenAiImageRequest = z.object(common).meta({ id: 'OpenAiImageRequest' });
export type OpenAiImageRequest = z.output<typeof OpenAiImageRequest>;

/** A picture as JSON bodies name it. Addresses elsewhere and files are refused. */
const PictureReference = z.object({
  image_url: Base64Picture.nullish(),
  file_id: z.string().max(256).nullish(),
});
export type PictureReference = z.output<typeof PictureReference>;

const maxSources = 16;
const onePicture = 'must be a picture: a file in a form, or base64 in JSON';

/** The body of `POST /v1/images/edits`, from a form or in JSON. */
export const OpenAiImageEditRequest = z
  .object({
    ...common,
    image: z
      .union([Base64Picture, z.array(Base64Picture).min(1).max(maxSources)], { error: onePicture })
      .nullish()
      .meta({ description: 'The picture to change; one.' }),
    images: z.array(PictureReference).min(1).max(maxSources).nullish().meta({
      description: 'In place of image: one, as a data URL.',
    }),
    mask: z
      .union([Base64Picture, PictureReference], { error: onePicture })
      .nullish()
      .meta({ description: 'As large as the picture; where it is transparent is drawn anew.' }),
    input_fidelity: ignored,
    strength: ImageJobRequest.shape.strength.meta(ours),
  })
  .meta({ id: 'OpenAiImageEditRequest' });
export type OpenAiImageEditRequest = z.output<typeof OpenAiImageEditRequest>;
