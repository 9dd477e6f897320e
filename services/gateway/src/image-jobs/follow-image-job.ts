import { isFinalImageStatus, type ImageJobStatus, type ImageJobView } from '@atelier/contracts';
import type { JobViews } from './job-views.js';
import type { JobWatch } from './job-watch.js';
import { createSharedReading, type SharedReading } from './shared-reading.js';

export interface FollowImageJobOptions {
  readonly read: JobViews['read'];
  readonly watch: JobWatch['watch'];
  /** A job that nobody speaks of is read this often, in milliseconds; 2,000 when left out. */
  readonly everyMs?: number;
}

/**
 * A job as it is now, and then each time it has changed, up to its end or until `signal` aborts. Who
 * is slow gets the latest state and none of those before it. Within one attempt nothing goes back;
 * when another attempt begins the job is `queued` in between, also where that was not seen. The end
 * comes once, as the last.
 *
 * @throws AppError `NOT_FOUND`
 */
export type FollowImageJob = (
  job: { readonly ownerId: string; readonly id: string },
  signal: AbortSignal,
) => AsyncGenerator<ImageJobView>;

/** Follows jobs for many at once: a job is read once for all of an owner's followers. */
export function createFollowImageJob(options: FollowImageJobOptions): FollowImageJob {
  const { read, watch, everyMs = 2_000 } = options;
  const readings = new Map<string, SharedReading>();
  const readingOf = (ownerId: string, id: string) => {
    const key = `${ownerId} ${id}`;
    const known = readings.get(key);
    if (known) return known;
    const made = createSharedReading({
      ...{ id, watch, everyMs },
      read: () => read(ownerId, id),
      onOver: () => readings.delete(key),
    });
    readings.set(key, made);
    return made;
  };

  return async function* follow({ ownerId, id }, signal) {
    if (signal.aborted) return;
    const reading = readingOf(ownerId, id);
    const { left, stopListening } = untilAborted(signal);
    try {
      let told: ImageJobView | undefined;
      let next = await Promise.race([reading.join(), left]);
      while (next !== undefined) {
        const { job } = next;
        if (told && isBefore(job, told)) yield beforeAttempt(job);
        yield job;
        if (isFinalImageStatus(job.status)) return;
        told = job;
        next = await Promise.race([reading.after(next.number), left]);
      }
    } finally {
      stopListening();
      reading.leave();
    }
  };
}

const order: readonly ImageJobStatus[] = ['queued', 'loading', 'running', 'decoding', 'saving'];

/** True for a state that one attempt can't come to after the other one. */
function isBefore(job: ImageJobView, told: ImageJobView): boolean {
  if (isFinalImageStatus(job.status) || job.status === 'queued') return false;
  if (job.step !== told.step) return job.step < told.step;
  return order.indexOf(job.status) < order.indexOf(told.status);
}

function beforeAttempt(job: ImageJobView): ImageJobView {
  const { eta_seconds: _eta, preview: _preview, ...rest } = job;
  return { ...rest, status: 'queued', step: 0, progress: 0 };
}

function untilAborted(signal: AbortSignal) {
  let stopListening: () => void = () => undefined;
  const left = new Promise<undefined>((resolve) => {
    const leave = () => {
      resolve(undefined);
    };
    signal.addEventListener('abort', leave, { once: true });
    stopListening = () => {
      signal.removeEventListener('abort', leave);
    };
  });
  return { left, stopListening };
}
