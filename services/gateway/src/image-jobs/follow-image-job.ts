import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import type { JobWatch } from './job-watch.js';

/** A job that says nothing is looked at this often, in milliseconds. */
const lookEveryMs = 2_000;

/**
 * A job each time it has changed, up to its end or until `signal` aborts.
 *
 * @throws AppError `NOT_FOUND`
 */
export async function* followImageJob(options: {
  readonly id: string;
  readonly read: () => Promise<ImageJobView>;
  readonly watch: JobWatch['watch'];
  readonly signal: AbortSignal;
}): AsyncGenerator<ImageJobView> {
  const { id, read, watch, signal } = options;
  let told = '';
  while (!signal.aborted) {
    const changed = watch(id, lookEveryMs, signal);
    const job = await read();
    const text = JSON.stringify(job);
    if (text !== told) yield job;
    told = text;
    if (isFinalImageStatus(job.status)) return;
    await changed;
  }
}
