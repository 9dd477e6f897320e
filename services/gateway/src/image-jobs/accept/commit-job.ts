import { maskKey, sourceKey, type ImageJobView } from '@atelier/contracts';
import type { NewImageJob, Stores } from '@atelier/database';
import { AppError, toAppError } from '@atelier/errors';
import { toImageJobView } from '../to-image-job-view.js';
import type { AcceptCall, AcceptOptions } from './accept-options.js';

/** Pictures that a job starts from, as PNG. */
export interface Inputs {
  readonly source?: Uint8Array | undefined;
  readonly mask?: Uint8Array | undefined;
}

type CommitOptions = Pick<AcceptOptions, 'database' | 'blobs' | 'maxUnfinishedJobs' | 'onAccepted'>;

/** The status under which a new job is answered, and kept under an idempotency key. */
const acceptedStatus = 202;

/**
 * Accepts a job: first what it starts from, then its row, its outbox row and the answer, together.
 * What was stored for a job that is not accepted after all is nobody's, and is cleaned up.
 *
 * @throws AppError `TOO_MANY_JOBS`, `NOT_FOUND` (the picture it starts from was deleted meanwhile),
 *   `IDEMPOTENCY_IN_FLIGHT`, `STORAGE_*`, `DATABASE_UNAVAILABLE`, `CANCELLED`.
 */
export async function commitJob(
  call: AcceptCall,
  job: NewImageJob,
  inputs: Inputs,
  options: CommitOptions,
): Promise<ImageJobView> {
  const { database, blobs } = options;
  const files = [
    { key: sourceKey(job.id), png: inputs.source },
    { key: maskKey(job.id), png: inputs.mask },
  ].flatMap(({ key, png }) => (png ? [{ key, png }] : []));
  for (const { key, png } of files) {
    await blobs.put(key, png, { contentType: 'image/png' }, call.signal);
  }
  try {
    const view = await database.transaction((stores) => insert(stores, call, job, options));
    options.onAccepted(view.kind);
    call.log.info('job.accepted', { jobId: job.id });
    return view;
  } catch (error) {
    // Not after any failure: of a lost connection nobody knows whether it was committed.
    if (refusals.has(toAppError(error).code)) {
      await Promise.allSettled(files.map(({ key }) => blobs.delete(key)));
    }
    throw error;
  }
}

const refusals: ReadonlySet<string> = new Set([
  'TOO_MANY_JOBS',
  'NOT_FOUND',
  'IDEMPOTENCY_IN_FLIGHT',
]);

async function insert(
  stores: Stores,
  { ownerId, idempotency }: AcceptCall,
  job: NewImageJob,
  { maxUnfinishedJobs }: CommitOptions,
): Promise<ImageJobView> {
  // Held until the commit, so that simultaneous requests can't pass the limit together.
  await stores.users.lock(ownerId);
  await refuseTooMany(stores, ownerId, maxUnfinishedJobs);
  const { sourceImageId } = job;
  if (sourceImageId !== undefined && !(await stores.recipes.holdImage(ownerId, sourceImageId))) {
    throw new AppError('NOT_FOUND', 'There is no such picture.');
  }
  await stores.imageJobs.create(job);
  const made = await stores.imageJobs.find(ownerId, job.id);
  if (!made) throw new Error('A job vanished while being accepted.');
  const body = toImageJobView(made);
  if (idempotency) {
    await stores.idempotency.complete({ ...idempotency, statusCode: acceptedStatus, body });
  }
  return body;
}

/** @throws AppError `TOO_MANY_JOBS` */
export async function refuseTooMany(
  { imageJobs }: { readonly imageJobs: Pick<Stores['imageJobs'], 'countUnfinished'> },
  ownerId: string,
  limit: number,
): Promise<void> {
  if ((await imageJobs.countUnfinished(ownerId)) < limit) return;
  const says = `${limit} of your pictures are not finished yet. Wait for some, or cancel them.`;
  throw new AppError('TOO_MANY_JOBS', says);
}
