import { z } from 'zod';
import { WireErrorShape } from '../wire-error.js';
import { ModelId } from './catalog.js';

const about = { modelId: ModelId };
const size = z.int().nonnegative();

/** What a download tells while it runs. Speed is left to whoever listens. */
export const ModelDownloadEvent = z.discriminatedUnion('type', [
  /** Another process changes the models; this one waits. */
  z.object({ type: z.literal('waiting'), ...about, heldBy: z.string().max(200) }),
  /** The hub has told what there is to fetch. */
  z.object({
    type: z.literal('planned'),
    ...about,
    commit: z.string(),
    files: size,
    /** Of the whole model. */
    totalBytes: size,
    /** Already here, from an earlier try or an older version. */
    presentBytes: size,
  }),
  /** Comes a few times a second at most. `bytes` may fall when a file has to start again. */
  z.object({ type: z.literal('progress'), ...about, bytes: size, totalBytes: size }),
  z.object({
    type: z.literal('retrying'),
    ...about,
    /** Left out when it is about the repository as a whole. */
    path: z.string().optional(),
    attempt: z.int().positive(),
    delayMs: size,
    error: WireErrorShape,
  }),
  z.object({ type: z.literal('file-finished'), ...about, path: z.string(), bytes: size }),
  z.object({
    type: z.literal('installed'),
    ...about,
    commit: z.string(),
    bytes: size,
    folder: z.string(),
  }),
]);
export type ModelDownloadEvent = z.infer<typeof ModelDownloadEvent>;
