import { z } from 'zod';
import { EngineInfo } from '../generation/text.js';
import { ModelFallback } from '../models/model-choice.js';
import { WireErrorShape } from '../wire-error.js';

const attemptFields = { jobId: z.uuid(), fence: z.int().positive() };

/** States between being accepted and an end. */
export const ActiveImageState = z.enum(['loading', 'running', 'decoding', 'saving']);

/** What a diffusion worker tells about the job it holds. */
export const ImageJobEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), ...attemptFields, workerId: z.string().max(128) }),
  z.object({
    type: z.literal('progress'),
    ...attemptFields,
    state: ActiveImageState,
    /** Denoising step reached over all pictures of the job, from 0. */
    step: z.int().nonnegative(),
    /** Denoising steps of the whole job. */
    steps: z.int().positive(),
    /** How the picture under way looks by now: a PNG of a few dozen pixels, in base64. */
    preview: z.base64().max(40_000).optional(),
  }),
  /** The manifest is in the blob store. */
  z.object({ type: z.literal('completed'), ...attemptFields }),
  /** No attempt will follow. */
  z.object({ type: z.literal('failed'), ...attemptFields, error: WireErrorShape }),
  /** Given back to the queue: the worker stops, or a store it needs does not answer. */
  z.object({ type: z.literal('returned'), ...attemptFields }),
]);
export type ImageJobEvent = z.infer<typeof ImageJobEvent>;

/** A diffusion worker's sign of life. */
export const WorkerHeartbeat = EngineInfo.extend({
  workerId: z.string().max(128),
  /** The job it draws now. */
  jobId: z.uuid().optional(),
  /** Unix time in milliseconds. */
  at: z.int().nonnegative(),
  fallback: ModelFallback.optional(),
});
export type WorkerHeartbeat = z.infer<typeof WorkerHeartbeat>;

/** The stream that carries `ImageJobEvent`s from the workers to the gateways. */
export const imageJobStream = 'image-jobs';
