import { EventEmitter, once } from 'node:events';
import {
  imageKey,
  isFinalImageStatus,
  thumbnailKey,
  type EngineInfo,
  type ImageJobRequest,
} from '@atelier/contracts';
import type { ImageJobWithImages, StoredImage } from '@atelier/database';
import { AppError, toWireError } from '@atelier/errors';
import { v7 as uuidv7 } from 'uuid';
import { toImageJobView } from '../../image-jobs/to-image-job-view.js';
import type { FakeIdempotency } from '../../http/testing/fake-idempotency.js';
import { createJobWaiter, type Accept, type JobWaiter } from '../job-waiter.js';

/** Jobs in memory that are drawn as the test says. */
export interface FakeJobs {
  readonly waiter: JobWaiter;
  readonly blobs: {
    get(key: string): Promise<Uint8Array | undefined>;
    stat(key: string): Promise<{ bytes: number; modifiedAt: Date } | undefined>;
  };
  /** What was accepted, oldest first. */
  readonly accepted: readonly ImageJobRequest[];
  /** The id of the job that was accepted last, once there are so many. */
  arrived(count?: number): Promise<string>;
  /** Says how far a job is, in steps of 20, and resolves when its one follower has read it. */
  progress(id: string, step: number, preview?: string): Promise<void>;
  succeed(id: string): void;
  fail(id: string, error: AppError): void;
  cancel(id: string): void;
  /** Deletes the pictures of a job, or only their files. */
  remove(id: string, what: 'pictures' | 'files'): void;
}

export interface FakeJobsOptions {
  /** Whether jobs succeed as soon as they are accepted. */
  readonly draws: 'at once' | 'by hand';
  readonly refusal?: AppError;
  readonly idempotency?: FakeIdempotency;
}

const drawnBy: EngineInfo = { engine: 'fake', model: 'fake-image', modelCached: true };

/** The bytes of picture `index` of any job. */
export function bytesOf(index: number, seed: number): Buffer {
  return Buffer.from(`picture ${index} of seed ${seed}`);
}

export function createFakeJobs(options: FakeJobsOptions): FakeJobs {
  const jobs = new Map<string, ImageJobWithImages>();
  const previews = new Map<string, string>();
  const files = new Map<string, Buffer>();
  const accepted: ImageJobRequest[] = [];
  const changes = new EventEmitter().setMaxListeners(0);

  const jobOf = (id: string) => jobs.get(id) ?? failWith(`no job ${id}`);
  const viewOf = (id: string) => toImageJobView(jobOf(id), { preview: previews.get(id) });
  const change = (id: string, changed: Partial<ImageJobWithImages>) => {
    jobs.set(id, { ...jobOf(id), ...changed });
    changes.emit(id);
  };
  const succeed = (id: string) => {
    const { settings, ownerId } = jobOf(id);
    const images = Array.from({ length: settings.count }, (_, index): StoredImage => {
      const seed = settings.seed + index;
      const key = imageKey(id, index, settings.format);
      files.set(key, bytesOf(index, seed));
      files.set(thumbnailKey(id, index), Buffer.from('thumbnail'));
      return {
        ...{ id: uuidv7(), ownerId, jobId: id, index, key, seed },
        ...{ width: settings.width, height: settings.height, format: settings.format ?? 'png' },
        ...{ sha256: '0'.repeat(64), bytes: bytesOf(index, seed).length },
        ...{ thumbnailKey: thumbnailKey(id, index), thumbnailBytes: 9, look: '0'.repeat(16) },
        ...{ tags: [], favourite: false, missingAt: undefined, createdAt: new Date() },
      };
    });
    previews.delete(id);
    const result = { engine: drawnBy, durationMs: 12 };
    change(id, { status: 'succeeded', finishedAt: new Date(), images, result });
  };

  const accept: Accept = ({ ownerId, requestId, idempotency }, request) => {
    if (options.refusal) return Promise.reject(options.refusal);
    accepted.push(request);
    const id = uuidv7();
    jobs.set(id, toJob(id, { ownerId, requestId }, request));
    const job = viewOf(id);
    if (idempotency) options.idempotency?.complete(idempotency, 202, job);
    changes.emit('accepted', id);
    if (options.draws === 'at once') succeed(id);
    return Promise.resolve({ job, reused: false });
  };

  const blobs: FakeJobs['blobs'] = {
    get: (key) => Promise.resolve(files.get(key)),
    stat(key) {
      const file = files.get(key);
      return Promise.resolve(file && { bytes: file.length, modifiedAt: new Date() });
    },
  };
  const waiter = createJobWaiter({
    accept,
    blobs,
    imageJobs: {
      find(ownerId, id) {
        const job = jobs.get(id);
        return Promise.resolve(job?.ownerId === ownerId ? job : undefined);
      },
    },
    async *follow({ id }, signal) {
      while (!signal.aborted) {
        const row = jobOf(id);
        yield viewOf(id);
        if (isFinalImageStatus(row.status)) return;
        if (jobOf(id) !== row) continue;
        const changed = once(changes, id, { signal }).catch(() => undefined);
        changes.emit('follower');
        await changed;
      }
    },
  });

  return {
    ...{ waiter, blobs, accepted, succeed },
    async arrived(count = 1) {
      while (jobs.size < count) await once(changes, 'accepted');
      return [...jobs.keys()].at(-1) ?? failWith('no job');
    },
    async progress(id, step, preview) {
      while (changes.listenerCount(id) === 0) await once(changes, 'follower');
      if (preview !== undefined) previews.set(id, Buffer.from(preview).toString('base64'));
      const read = once(changes, 'follower');
      change(id, { status: 'running', step, steps: 20 });
      await read;
    },
    fail: (id, error) => {
      change(id, { status: 'failed', finishedAt: new Date(), error: toWireError(error) });
    },
    cancel: (id) => {
      change(id, { status: 'cancelled', finishedAt: new Date() });
    },
    remove(id, what) {
      if (what === 'pictures') change(id, { images: [] });
      else for (const { key } of jobOf(id).images) files.delete(key);
    },
  };
}

function toJob(
  id: string,
  { ownerId, requestId }: { readonly ownerId: string; readonly requestId: string },
  request: ImageJobRequest,
): ImageJobWithImages {
  const { prompt = '', negative_prompt = '', width = 64, height = 64 } = request;
  const { count = 1, seed = 7, format = 'png', kind } = request;
  return {
    ...{ id, ownerId, requestId, kind, userLabel: request.user_id, status: 'queued' },
    traceparent: undefined,
    settings: {
      ...{ prompt, negativePrompt: negative_prompt, width, height, count, seed, format },
      ...{ steps: 20, guidanceScale: 7.5 },
    },
    work: { kind: 'generate' },
    ...{ conversationId: undefined, sourceImageId: undefined, redrawOf: undefined },
    ...{ recipeHash: undefined, result: undefined, error: undefined, priority: 0 },
    ...{ warnings: [], generation: 0, fence: 0, step: 0, steps: 20, images: [] },
    ...{ createdAt: new Date(), updatedAt: new Date() },
    ...{ startedAt: undefined, finishedAt: undefined },
  };
}

function failWith(message: string): never {
  throw new Error(message);
}
