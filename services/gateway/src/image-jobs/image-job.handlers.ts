import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import type { ImageJobStore, ImageJobWithImages } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { errorFields } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import type { Handlers } from '../http/handlers.js';
import { toEventStream } from '../http/event-stream.js';
import { followImageJob } from './follow-image-job.js';
import type { JobWatch } from './job-watch.js';
import { toImageJobView } from './to-image-job-view.js';

export interface ImageJobHandlerOptions {
  readonly imageJobs: ImageJobStore;
  readonly blobs: Pick<BlobStore, 'open'>;
  readonly watch: JobWatch['watch'];
  /** Tells a worker that a job is cancelled. */
  readonly cancelWork: (jobId: string) => Promise<void>;
}

type ImageJobHandlers = Pick<
  Handlers,
  'listImageJobs' | 'getImageJob' | 'imageJobEvents' | 'cancelImageJob' | 'getImage'
>;

/**
 * A job as its owner sees it.
 *
 * @throws AppError `NOT_FOUND`
 */
export async function readImageJob(
  imageJobs: Pick<ImageJobStore, 'find' | 'queuePosition'>,
  ownerId: string,
  id: string,
): Promise<ImageJobView> {
  const job = await imageJobs.find(ownerId, id);
  if (!job) throw new AppError('NOT_FOUND', 'There is no such picture job.');
  return await toView(imageJobs, ownerId, job);
}

async function toView(
  imageJobs: Pick<ImageJobStore, 'queuePosition'>,
  ownerId: string,
  job: ImageJobWithImages,
): Promise<ImageJobView> {
  const waits = job.status === 'queued';
  const place = waits ? await imageJobs.queuePosition(ownerId, job.id) : undefined;
  return toImageJobView(job, place);
}

async function* toJobEvents(
  first: IteratorResult<ImageJobView, unknown>,
  states: AsyncGenerator<ImageJobView>,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  for (let result = first; result.done !== true; result = await states.next()) {
    yield `event: image-job\ndata: ${JSON.stringify(result.value)}\n\n`;
  }
}

/** Picture jobs and pictures, as their owner sees them. */
export function imageJobHandlers(options: ImageJobHandlerOptions): ImageJobHandlers {
  const { imageJobs, blobs } = options;
  const view = (ownerId: string, id: string) => readImageJob(imageJobs, ownerId, id);

  return {
    async listImageJobs({ principal: { ownerId }, query: { status, limit, cursor } }) {
      // One more than is shown tells whether there is a next page.
      const page = { limit: limit + 1, before: cursor, status };
      const found = await imageJobs.list(ownerId, page);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      const jobs = await Promise.all(shown.map((job) => toView(imageJobs, ownerId, job)));
      return { json: { jobs, ...(last && { next_cursor: last.id }) } };
    },

    async imageJobEvents({ principal, params, signal }) {
      const states = followImageJob({
        ...{ id: params.id, signal, watch: options.watch },
        read: () => view(principal.ownerId, params.id),
      });
      // A job that is not there is answered with a status.
      const first = await states.next();
      return {
        contentType: 'text/event-stream',
        body: () => Promise.resolve(toEventStream(toJobEvents(first, states))),
      };
    },

    async getImageJob({ principal, params }) {
      return { json: await view(principal.ownerId, params.id) };
    },

    async cancelImageJob({ principal, params, log }) {
      const jobId = params.id;
      const previous = await imageJobs.cancel(principal.ownerId, jobId);
      if (previous !== undefined && !isFinalImageStatus(previous)) {
        log.info('job.cancelled', { jobId, state: previous });
        // The row decides; a worker that does not hear of it draws for nothing.
        await options.cancelWork(jobId).catch((error: unknown) => {
          log.warn('job.cancel-unheard', { jobId, ...errorFields(error) });
        });
      }
      return { json: await view(principal.ownerId, jobId) };
    },

    async getImage({ principal, params }) {
      const image = await imageJobs.findImage(principal.ownerId, params.id);
      if (!image) throw new AppError('NOT_FOUND', 'There is no such picture.');
      return {
        contentType: 'image/png',
        bytes: image.bytes,
        etag: image.sha256,
        headers: { 'content-disposition': `inline; filename="atelier-${image.id}.png"` },
        body: async () => {
          const blob = await blobs.open(image.key);
          if (blob) return blob.stream;
          throw new AppError('NOT_FOUND', 'The file of this picture is gone from the store.');
        },
      };
    },
  };
}
