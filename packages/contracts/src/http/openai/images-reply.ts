import { z } from 'zod';
import { ImageFormat } from '../../generation/image-work.js';
import { Warning } from '../chat.js';

const size = z.string().meta({ description: 'Pixels, for instance 512x512.' });
const jobId = z.uuid().meta({
  description: 'The job that drew them: /api/v1/image-jobs/{id}. Not in the original.',
});

/** The answer of `POST /v1/images/generations` and `/v1/images/edits`. */
export const OpenAiImages = z
  .object({
    created: z.int().meta({ description: 'Seconds since 1970.' }),
    background: z.literal('opaque'),
    output_format: ImageFormat,
    size,
    job_id: jobId,
    warnings: z
      .array(Warning)
      .optional()
      .meta({ description: 'What was done otherwise than asked. Not in the original.' }),
    data: z.array(
      z.object({
        b64_json: z.string().optional().meta({ description: 'The picture in base64.' }),
        url: z.string().optional().meta({ description: 'Where it is served.' }),
        seed: z.int().meta({ description: 'Not in the original.' }),
      }),
    ),
  })
  .meta({ id: 'OpenAiImages' });
export type OpenAiImages = z.infer<typeof OpenAiImages>;

const noTokens = z.literal(0);

/** Pictures cost no tokens here; clients read the field all the same. */
const ImageUsage = z.object({
  input_tokens: noTokens,
  input_tokens_details: z.object({ image_tokens: noTokens, text_tokens: noTokens }),
  output_tokens: noTokens,
  total_tokens: noTokens,
});

const about = {
  b64_json: z.string(),
  created_at: z.int().meta({ description: 'Seconds since 1970.' }),
  background: z.literal('opaque'),
  output_format: ImageFormat,
  quality: z.literal('auto'),
  size,
  job_id: jobId,
};

/** What a streamed answer tells: small pictures on the way, then each finished one. */
export const OpenAiImageEvent = z
  .union([
    z.object({
      type: z.enum(['image_generation.partial_image', 'image_edit.partial_image']),
      partial_image_index: z.int().nonnegative(),
      ...about,
    }),
    z.object({
      type: z.enum(['image_generation.completed', 'image_edit.completed']),
      seed: z.int(),
      usage: ImageUsage,
      ...about,
    }),
  ])
  .meta({ id: 'OpenAiImageEvent' });
export type OpenAiImageEvent = z.infer<typeof OpenAiImageEvent>;
