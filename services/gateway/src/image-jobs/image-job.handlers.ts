import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import type { ImageJobStore } from '@atelier/database';
import { errorFields } from '@atelier/logging';
import type { Handlers } from '../http/handlers.js';
import { toEventStream } from '../http/event-stream.js';
import type { FollowImageJob } from './follow-image-job.js';
import type { JobViews } from './job-views.js';

export interface ImageJobHandlerOptions {
  readonly imageJobs: Pick<ImageJobStore, 'cancel' | 'list'>;
  readonly views: JobViews;
  readonly follow: FollowImageJob;
  /** Tells a worker that a job is cancelled. */
  readonly cancelWork: (jobId: string) => Promise<void>;
  /** Called with a job that was cancelled. */
  readonly onCancelled?: (jobId: string) => void;
}

type ImageJobHandlers = Pick<
  Handlers,
  'listImageJobs' | 'getImageJob' | 'imageJobEvents' | 'cancelImageJob'
>;

/** Writes states of jobs as events; one that many are told, once. */
function createToJobEvents() {
  const written = new WeakMap<ImageJobView, string>();
  const write = (job: ImageJobView) => {
    const text = written.get(job) ?? `event: image-job\ndata: ${JSON.stringify(job)}\n\n`;
    written.set(job, text);
    return text;
  };
  return async function* toJobEvents(
    first: IteratorResult<ImageJobView, unknown>,
    states: AsyncGenerator<ImageJobView>,
  ): AsyncGenerator<string> {
    try {
      yield 'retry: 1000\n\n';
      for (let result = first; result.done !== true; result = await states.next()) {
        yield write(result.value);
      }
    } finally {
      await states.return(undefined);
    }
  };
}

/** Picture jobs, as their owner sees them. */
export function imageJobHandlers(options: ImageJobHandlerOptions): ImageJobHandlers {
  const { imageJobs, views, follow } = options;
  const toJobEvents = createToJobEvents();

  return {
    async listImageJobs({ principal: { ownerId }, query }) {
      const { limit, cursor, status, kind, active } = query;
      // One more than is shown tells whether there is a next page.
      const page = { limit: limit + 1, before: cursor, status, kind, active };
      const found = await imageJobs.list(ownerId, page);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      const jobs = await views.toViews(ownerId, shown);
      return { json: { jobs, ...(last && { next_cursor: last.id }) } };
    },

    imageJobEvents({ principal, params, signal }) {
      const states = follow({ ownerId: principal.ownerId, id: params.id }, signal);
      return Promise.resolve({
        contentType: 'text/event-stream',
        body: async () => {
          // A job that is not there is answered with a status: nothing was sent yet.
          const first = await states.next();
          return toEventStream(toJobEvents(first, states));
        },
      });
    },

    async getImageJob({ principal, params }) {
      return { json: await views.read(principal.ownerId, params.id) };
    },

    async cancelImageJob({ principal, params, log }) {
      const jobId = params.id;
      const previous = await imageJobs.cancel(principal.ownerId, jobId);
      if (previous !== undefined && !isFinalImageStatus(previous)) {
        log.info('job.cancelled', { jobId, state: previous });
        options.onCancelled?.(jobId);
        // The row decides; a worker that does not hear of it draws for nothing.
        await options.cancelWork(jobId).catch((error: unknown) => {
          log.warn('job.cancel-unheard', { jobId, ...errorFields(error) });
        });
      }
      return { json: await views.read(principal.ownerId, jobId) };
    },
  };
}
