import { createHash } from 'node:crypto';
import {
  maskKey,
  sourceKey,
  type ImageJobView,
  type InputPicture,
  type ImageWork,
} from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createBodyBudget } from '../../http/body-budget.js';
import { v7 as uuidv7 } from 'uuid';
import { refuseContent } from '../../moderation/moderator.js';
import type { AcceptCall, AcceptOptions } from './accept-options.js';
import { commitJob, type Inputs } from './commit-job.js';

/**
 * Accepts a job that draws a picture again, from the same settings, seed and sources.
 *
 * @throws AppError `NOT_FOUND`, `SOURCE_GONE`, `CONTENT_REFUSED`, `TOO_MANY_JOBS`,
 *   `UPLOADS_BUSY`, `IDEMPOTENCY_IN_FLIGHT`, `STORAGE_*`, `DATABASE_UNAVAILABLE`, `CANCELLED`.
 */
export type RedrawImage = (call: AcceptCall, imageId: string) => Promise<ImageJobView>;

export function createRedrawImage(options: AcceptOptions): RedrawImage {
  const { imageJobs } = options.database;
  const budget = createBodyBudget();
  return async (call, imageId) => {
    const { ownerId, requestId, traceparent } = call;
    const image = await imageJobs.findImage(ownerId, imageId);
    const drawn = image && (await imageJobs.find(ownerId, image.jobId));
    if (!drawn) throw new AppError('NOT_FOUND', 'There is no such picture.');
    const { work, result, userLabel, sourceImageId } = drawn;
    const settings = { ...drawn.settings, seed: image.seed, count: 1 };
    const text = settings.asked?.prompt ?? settings.prompt;
    await refuseContent(options.moderator, { text, kind: 'image-prompt' }, call.log);
    const job = {
      ...{ id: uuidv7(), ownerId, requestId, traceparent },
      ...{ userLabel, settings, work, sourceImageId },
      warnings: [],
      redrawOf: { imageId, sha256: image.sha256, engine: result?.engine },
    };
    const room = await budget.take(ownerId, bytesOf(work), call.signal);
    try {
      const inputs = await readInputs(drawn.id, work, options, call.signal);
      return await commitJob(call, job, inputs, options);
    } finally {
      room.release();
    }
  };
}

/** How large its sources can be, about: a PNG of noise has as many bytes as its pixels. */
function bytesOf(work: ImageWork): number {
  if (!('source' in work)) return 0;
  const { width, height } = work.source;
  return width * height * ('mask' in work ? 4 : 3);
}

/** What the job before started from, as long as it is still there, and still the same. */
async function readInputs(
  jobId: string,
  work: ImageWork,
  { blobs }: Pick<AcceptOptions, 'blobs'>,
  signal: AbortSignal,
): Promise<Inputs> {
  const read = async (key: string, picture: InputPicture) => {
    const png = await blobs.get(key, signal);
    if (png && createHash('sha256').update(png).digest('hex') === picture.sha256) return png;
    const says =
      'What this picture was made from is gone from the store, so it can not be drawn again.';
    throw new AppError('SOURCE_GONE', says);
  };
  return {
    ...('source' in work && { source: await read(sourceKey(jobId), work.source) }),
    ...('mask' in work && { mask: await read(maskKey(jobId), work.mask) }),
  };
}
