import { z } from 'zod';
import { EngineInfo } from '../generation/text.js';
import type { Endpoint } from './endpoint.js';
import { Warning } from './chat.js';
import { ImageJobView, ImageView } from './image-job.js';
import { maxPictureBodyBytes } from './image-job-endpoints.js';
import { ImageJobRequest } from './image-request.js';

const { kind: _kind, ...withoutKind } = ImageJobRequest.shape;
const {
  image: _image,
  image_id: _id,
  mask: _mask,
  extend,
  factor,
  strength,
  ...words
} = withoutKind;

/** The body of `POST /api/v1/image/generate`. */
export const DirectGenerateRequest = z
  .strictObject({ ...words, prompt: ImageJobRequest.shape.prompt.unwrap() })
  .meta({ id: 'ImageGenerateRequest' });

/** The body of `POST /api/v1/image/edit`: without a kind, `inpaint` with a mask and else `edit`. */
export const DirectEditRequest = z
  .strictObject({
    ...withoutKind,
    kind: ImageJobRequest.shape.kind.unwrap().exclude(['generate']).optional(),
    extend,
    factor,
    strength,
  })
  .meta({ id: 'ImageEditRequest' });

/** Finished pictures with their bytes. */
export const DirectImageResult = z
  .object({
    job_id: z.uuid(),
    images: z.array(
      ImageView.extend({
        image: z.string().meta({ description: 'The picture in base64.' }),
        thumbnail: z.string().meta({ description: 'A WebP of 256 pixels at most, in base64.' }),
      }),
    ),
    metadata: z.object({
      seed: z.int(),
      duration_ms: z.int().optional(),
      memory_bytes: z.int().optional(),
      engine: EngineInfo.optional(),
    }),
    warnings: z.array(Warning),
    reused: z.literal(true).optional(),
  })
  .meta({ id: 'ImageResult' });
export type DirectImageResult = z.infer<typeof DirectImageResult>;

const waits = {
  method: 'post',
  tag: 'pictures',
  maxBodyBytes: maxPictureBodyBytes,
  form: true,
  reply: z.union([DirectImageResult, ImageJobView]).meta({ id: 'ImageResultOrJob' }),
  status: 200,
  orStatus: 202,
  idempotent: 'job',
  errors: [404, 409, 413, 422, 429, 503],
} as const;

/** Pictures in the answer itself. 202 with the job when it takes longer than `Prefer: wait=N`. */
export const directImageEndpoints = {
  generateImage: {
    ...waits,
    path: '/api/v1/image/generate',
    summary: 'Draw a picture and wait for it.',
    body: DirectGenerateRequest,
  },
  editImage: {
    ...waits,
    path: '/api/v1/image/edit',
    summary: 'Change a picture and wait for it.',
    body: DirectEditRequest,
  },
} as const satisfies Record<string, Endpoint>;
