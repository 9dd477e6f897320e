import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import type { JobWatch } from './job-watch.js';

export interface SharedReadingOptions {
  readonly id: string;
  /** @throws AppError `NOT_FOUND` */
  readonly read: () => Promise<ImageJobView>;
  readonly watch: JobWatch['watch'];
  /** A job that nobody speaks of is read this often, in milliseconds. */
  readonly everyMs: number;
  /** Called when nobody follows any more, and when there is nothing to follow. */
  readonly onOver: () => void;
}

/** A state of a job, and the number of the reading that found it. */
export interface Reading {
  readonly number: number;
  readonly job: ImageJobView;
}

/** One job, read for all who follow it. */
export interface SharedReading {
  /** What a reading says that begins after this call. */
  join(): Promise<Reading>;
  /** The latest state once it is another than that of this number. */
  after(number: number): Promise<Reading>;
  leave(): void;
}

/**
 * Reads a job whenever it changed while somebody follows it, one reading at a time, and keeps only
 * the latest state: followers who are slow find that, and nothing waits for them.
 */
export function createSharedReading(options: SharedReadingOptions): SharedReading {
  const { id, read, watch, everyMs, onOver } = options;
  let followers = 0;
  let begun = 0;
  let done = 0;
  let latest: (Reading & { readonly text: string }) | undefined;
  let failure: { readonly error: unknown } | undefined;
  let running = false;
  let wake: AbortController | undefined;
  let waiting: (() => void)[] = [];
  const nextReading = () => new Promise<void>((resolve) => waiting.push(resolve));

  const readOnce = async () => {
    begun += 1;
    const number = begun;
    try {
      const job = await read();
      const text = JSON.stringify(job);
      if (latest?.text !== text) latest = { number, job, text };
    } catch (error) {
      failure = { error };
    }
    done = number;
    const told = waiting;
    waiting = [];
    for (const resolve of told) resolve();
  };
  const isOver = () =>
    failure !== undefined || (latest !== undefined && isFinalImageStatus(latest.job.status));
  const run = async () => {
    running = true;
    while (followers > 0 && !isOver()) {
      wake = new AbortController();
      // Before the reading: what changes during it is read again.
      const changed = watch(id, everyMs, wake.signal);
      await readOnce();
      if (!isOver()) await changed;
      wake.abort();
    }
    running = false;
    onOver();
  };

  const until = async (isThere: () => boolean): Promise<Reading> => {
    for (;;) {
      if (failure !== undefined) throw failure.error;
      if (latest !== undefined && isThere()) return latest;
      await nextReading();
    }
  };

  return {
    join() {
      followers += 1;
      const wanted = begun + 1;
      if (running) wake?.abort();
      else void run();
      return until(() => done >= wanted || isOver());
    },
    after: (number) => until(() => latest !== undefined && latest.number > number),
    leave() {
      followers -= 1;
      if (followers === 0) wake?.abort();
    },
  };
}
