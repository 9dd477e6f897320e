import { randomInt } from 'node:crypto';
import { imageLimits, type ImageJobRequest } from '@atelier/contracts';
import { v7 as uuidv7 } from 'uuid';
import { refuseContent } from '../../moderation/moderator.js';
import { toImageJobView } from '../to-image-job-view.js';
import type { AcceptCall, AcceptedJob, AcceptOptions } from './accept-options.js';
import { commitJob, refuseTooMany } from './commit-job.js';
import { fillSettings, readWish } from './fill-settings.js';
import { findReusable } from './find-reusable.js';
import { priorityOf } from './priority.js';
import { readMaterial } from './read-source.js';
import { recipeHashOf } from './recipe-hash.js';
import { toWork } from './to-work.js';

/**
 * Accepts a request for pictures, or answers it with a job from before that drew the very same.
 *
 * @throws AppError `INVALID_INPUT` that names the field, `CONTENT_REFUSED`, `NOT_FOUND`,
 *   `SOURCE_GONE`, `TOO_MANY_JOBS`, `UPLOADS_BUSY`, `IDEMPOTENCY_IN_FLIGHT`, `STORAGE_*`,
 *   `DATABASE_UNAVAILABLE`, `SHUTTING_DOWN`, `CANCELLED`.
 */
export type AcceptImageJob = (call: AcceptCall, request: ImageJobRequest) => Promise<AcceptedJob>;

export function createAcceptImageJob(options: AcceptOptions): AcceptImageJob {
  const { database, models } = options;
  const { imageJobs } = database;

  return async (call, request) => {
    const { ownerId, requestId, traceparent, signal } = call;
    const { webhook_url: webhookUrl, image } = request;
    if (webhookUrl !== undefined) await options.checkWebhookUrl(webhookUrl);
    await refuseWords(call, request.prompt, { isOfPhoto: image !== undefined }, options);
    if (request.kind !== 'generate') {
      // Before the work of decoding; what counts is asked again when the job is accepted.
      await refuseTooMany(database, ownerId, options.maxUnfinishedJobs);
    }
    const material = await readMaterial(ownerId, request, { ...options, imageJobs }, signal);
    const origin = material?.origin;
    const wish = readWish(request, origin);
    if (request.prompt === undefined) {
      await refuseWords(call, wish.prompt, { isOfPhoto: false }, options);
    }
    const work = toWork(request, material);
    const { settings, warnings } = fillSettings(request, work, {
      ...{ wish, origin },
      model: { id: models.imageModel(), defaults: models.imageDefaults() },
      randomSeed: randomInt(imageLimits.maxSeed + 1),
    });
    const isRepeatable = request.seed !== undefined || work.kind === 'upscale';
    const recipeHash = isRepeatable ? recipeHashOf(settings, work) : undefined;
    // Whoever wants to be told of the end wants a job that ends.
    if (recipeHash !== undefined && request.reuse && webhookUrl === undefined) {
      const reused = await reuse(call, recipeHash, options);
      if (reused) return reused;
    }
    const job = {
      ...{ id: uuidv7(), ownerId, requestId, traceparent },
      ...{ settings, work, warnings, recipeHash, webhookUrl },
      userLabel: request.user_id,
      sourceImageId: material?.imageId,
      priority: priorityOf(settings),
    };
    const inputs = { source: material?.source.png, mask: material?.mask?.png };
    return { job: await commitJob(call, job, inputs, options), reused: false };
  };
}

/** @throws AppError `CONTENT_REFUSED` */
async function refuseWords(
  { log }: AcceptCall,
  prompt: string | undefined,
  { isOfPhoto }: { readonly isOfPhoto: boolean },
  { moderator }: AcceptOptions,
): Promise<void> {
  if (prompt === undefined) return;
  // What is done to a picture from outside may be done to a photo of somebody.
  const text = isOfPhoto ? `photo: ${prompt}` : prompt;
  await refuseContent(moderator, { text, kind: 'image-prompt' }, log);
}

/** Answers with what is there already. */
async function reuse(
  { ownerId, log, idempotency }: AcceptCall,
  recipeHash: string,
  { database, workers }: AcceptOptions,
): Promise<AcceptedJob | undefined> {
  const { recipes } = database;
  const found = await findReusable(ownerId, recipeHash, { recipes, workers });
  if (!found) return undefined;
  const job = { ...toImageJobView(found), reused: true as const };
  if (idempotency) {
    await database.idempotency.complete({ ...idempotency, statusCode: 200, body: job });
  }
  log.info('job.reused', { jobId: found.id });
  return { job, reused: true };
}
