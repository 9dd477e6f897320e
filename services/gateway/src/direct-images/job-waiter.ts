import { ImageJobView, isFinalImageStatus, type ImageJobRequest } from '@atelier/contracts';
import type { ImageJobStore, ImageJobWithImages } from '@atelier/database';
import { AppError, fromWireError } from '@atelier/errors';
import type { BlobStore } from '@atelier/storage';
import type { Call } from '../http/handlers.js';

/** Accepts a job, or gives an earlier one with the very same request; keeps it under a claim. */
export type Accept = (
  call: Pick<WaitingCall, 'requestId' | 'traceparent' | 'log' | 'signal' | 'idempotency'> & {
    readonly ownerId: string;
  },
  request: ImageJobRequest,
) => Promise<{ readonly job: ImageJobView; readonly reused: boolean }>;

export interface JobWaiterOptions {
  readonly accept: Accept;
  /** A job each time it changes, up to its end or until the signal aborts. */
  readonly follow: (
    job: { readonly ownerId: string; readonly id: string },
    signal: AbortSignal,
  ) => AsyncIterable<ImageJobView>;
  readonly imageJobs: Pick<ImageJobStore, 'find'>;
  readonly blobs: Pick<BlobStore, 'stat'>;
}

/** A request for pictures whose answer has to wait for them. */
export type WaitingCall = Pick<
  Call<'generateImage'>,
  'principal' | 'requestId' | 'traceparent' | 'log' | 'signal' | 'idempotency' | 'kept'
>;

/** An accepted job, as it was then. */
export interface BegunJob {
  readonly ownerId: string;
  readonly job: ImageJobView;
}

/** How long a job is followed. */
export interface Wait {
  readonly ms: number;
  /** The client's: its job goes on without it. */
  readonly signal: AbortSignal;
}

/** Pictures for those who wait for them. */
export interface JobWaiter {
  /**
   * Accepts a job, or takes up the one that was kept under the request's Idempotency-Key.
   *
   * @throws AppError as accepting does
   */
  begin(call: WaitingCall, toRequest: () => ImageJobRequest): Promise<BegunJob>;
  /** The job each time it changes, until it ends, time is up, or the gateway stops. */
  follow(begun: BegunJob, wait: Wait): AsyncGenerator<ImageJobView>;
  /** The job's last state of those. */
  wait(begun: BegunJob, wait: Wait): Promise<ImageJobView>;
  /**
   * A job that has ended, with its pictures, which are in the store.
   *
   * @throws AppError why it failed; `CANCELLED`, `NOT_FOUND` (pictures that were deleted).
   */
  ended(begun: BegunJob): Promise<ImageJobWithImages>;
  /** What is said of a job that does not end in time. */
  unfinished(begun: BegunJob): AppError;
  /** Ends all waiting. */
  abort(): void;
}

export function createJobWaiter(options: JobWaiterOptions): JobWaiter {
  const { accept, imageJobs, blobs } = options;
  const stopping = new AbortController();

  async function* follow({ ownerId, job: { id } }: BegunJob, { ms, signal }: Wait) {
    const late = new AbortController();
    const limit = AbortSignal.any([signal, stopping.signal, late.signal]);
    let timer: NodeJS.Timeout | undefined;
    try {
      for await (const job of options.follow({ ownerId, id }, limit)) {
        // From the first state on: whoever waits for nothing is told that one all the same.
        timer ??= setTimeout(() => {
          late.abort();
        }, ms);
        yield job;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async begin({ principal: { ownerId }, kept, ...call }, toRequest) {
      if (kept !== undefined) return { ownerId, job: ImageJobView.parse(kept) };
      const { requestId, traceparent, log, signal, idempotency } = call;
      const own = {
        ...{ ownerId, requestId, traceparent, log, signal },
        ...(idempotency && { idempotency }),
      };
      const { job, reused } = await accept(own, toRequest());
      return { ownerId, job: reused ? { ...job, reused } : job };
    },
    follow,
    async wait(begun, wait) {
      let last = begun.job;
      if (isFinalImageStatus(last.status)) return last;
      for await (const job of follow(begun, wait)) last = job;
      return last;
    },
    async ended({ ownerId, job: { id } }) {
      const job = await imageJobs.find(ownerId, id);
      if (!job) throw new AppError('NOT_FOUND', 'There is no such picture job.');
      if (job.error) throw fromWireError(job.error);
      if (job.status === 'cancelled') throw new AppError('CANCELLED', 'The job was cancelled.');
      if (job.images.length === 0) {
        throw new AppError('NOT_FOUND', 'The pictures of this job were deleted.');
      }
      const found = await Promise.all(job.images.map(({ key }) => blobs.stat(key)));
      if (found.every((blob) => blob !== undefined)) return job;
      throw new AppError('NOT_FOUND', 'The file of a picture is gone from the store.');
    },
    unfinished({ job: { id } }) {
      const code = stopping.signal.aborted ? 'SHUTTING_DOWN' : 'DEADLINE_EXCEEDED';
      const says = `The pictures are not finished. Their job goes on: /api/v1/image-jobs/${id}.`;
      return new AppError(code, says);
    },
    abort: () => {
      stopping.abort();
    },
  };
}
