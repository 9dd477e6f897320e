import type { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { JobDefinition } from './job-definition.js';

/** One start of a job, as its handler sees it. */
export interface AttemptContext<Input> {
  readonly id: string;
  readonly input: Input;
  /** Of who added the job; see `JobProducer.add`. */
  readonly traceparent?: string;
  /** Every start of this job counts, from 1; also one after a stall or a hand-back. */
  readonly attempt: number;
  /** True when no attempt follows if this one fails. */
  readonly lastAttempt: boolean;
  /**
   * Aborts with an AppError as its reason: `CANCELLED`, `SHUTTING_DOWN`, `FENCE_LOST` or
   * `DEADLINE_EXCEEDED`. The handler should end soon after, by throwing it.
   */
  readonly signal: AbortSignal;
  /**
   * Asks Redis whether this attempt still holds the job, and holds it longer. Throws `FENCE_LOST`
   * when it does not, and `QUEUE_UNAVAILABLE` when Redis does not answer.
   */
  readonly assertHeld: () => Promise<void>;
}

/** How an attempt ended. */
export interface AttemptOutcome {
  readonly id: string;
  /** As in the attempt's context. */
  readonly attempt: number;
  /**
   * - `completed`: the handler returned, and the job is done.
   * - `failed`: it threw, and no attempt follows.
   * - `retrying`: it threw, and another attempt follows after the back-off.
   * - `returned`: handed back without using up an attempt.
   * - `cancelled`: ended on request; no attempt follows.
   * - `lost`: another attempt may hold the job, or Redis forgot it; this one changes nothing.
   */
  readonly outcome: 'completed' | 'failed' | 'retrying' | 'returned' | 'cancelled' | 'lost';
  /** Why; missing only for `completed`. */
  readonly error?: AppError;
}

/** Settings of `createJobConsumer`. */
export interface JobConsumerOptions<Input> {
  readonly redisUrl: string;
  readonly job: JobDefinition<Input>;
  /** First part of every key; `atelier` when left out. */
  readonly prefix?: string;
  readonly workerId: string;
  /** Attempts that run at once; 1 when left out. */
  readonly concurrency?: number;
  /** A job whose lock was not renewed for this long is another's to take; 15,000 when left out. */
  readonly lockMs?: number;
  /** How often to look for such jobs; 5,000 when left out. */
  readonly stalledEveryMs?: number;
  /** Workers a job may lose before it fails with `GAVE_UP`; 3 when left out. */
  readonly maxStalled?: number;
  /** Starts after which a job fails with `GAVE_UP`; 500 when left out. */
  readonly maxStarts?: number;
  /** First wait of a postponed job, doubling up to 60 s; 2,000 when left out. */
  readonly postponeMs?: number;
  /** How long a handler may go on after its signal aborted; 10,000 when left out. */
  readonly graceMs?: number;
  readonly log: Logger;
  /**
   * Does the work. Returning completes the job. Throwing an AppError fails it, or retries it when
   * that is `retryable`, or hands it back when it is `SHUTTING_DOWN`, `STORAGE_FULL`,
   * `STORAGE_UNAVAILABLE`, `ENGINE_BUSY`, `ENGINE_LOST` or `QUEUE_UNAVAILABLE`. Any other error
   * counts as `INTERNAL` and fails the job.
   */
  readonly handler: (context: AttemptContext<Input>) => Promise<void>;
  /** Told exactly once per attempt, after the queue knows. Must not throw; if it does, it is logged. */
  readonly onOutcome?: (outcome: AttemptOutcome) => void;
}

/** A running consumer. */
export interface JobConsumer {
  /**
   * Takes no more jobs, aborts running attempts with `SHUTTING_DOWN` so that they are handed back,
   * and resolves once they are or `handBackMs` milliseconds are over.
   */
  close(handBackMs: number): Promise<void>;
  /** True while it takes jobs and Redis answers it. */
  isRunning(): boolean;
}
