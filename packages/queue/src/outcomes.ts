import { AppError, toAppError, type ErrorCode } from '@atelier/errors';
import type { AttemptOutcome } from './consumer-options.js';

/** What is to become of a job after an attempt. */
export interface Ending {
  readonly outcome: AttemptOutcome['outcome'];
  readonly error?: AppError;
  /** How long a returned job waits before it can be taken again, in milliseconds. */
  readonly delayMs?: number;
}

/** What decides about a job whose handler threw. */
export interface AttemptCounts {
  /** Starts so far, with this one. */
  readonly started: number;
  /** Attempts used up before this one. */
  readonly used: number;
  /** Attempts the job may use up. */
  readonly allowed: number;
  /** First wait of a postponed job, in milliseconds. */
  readonly postponeMs: number;
}

const maxPostponeMs = 60_000;

/** Failures that say nothing about the job: it waits for the place to recover. */
const postponing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'STORAGE_FULL',
  'STORAGE_UNAVAILABLE',
  'ENGINE_BUSY',
  'ENGINE_LOST',
  'QUEUE_UNAVAILABLE',
]);

/** What an attempt that threw `thrown` leads to. */
export function endingOf(thrown: unknown, counts: AttemptCounts): Ending {
  const error = toAppError(thrown);
  if (error.code === 'FENCE_LOST') return { outcome: 'lost', error };
  if (error.code === 'CANCELLED') return { outcome: 'cancelled', error };
  if (error.code === 'SHUTTING_DOWN') return { outcome: 'returned', error };
  if (postponing.has(error.code)) {
    return { outcome: 'returned', error, delayMs: postponeFor(error, counts) };
  }
  if (!error.retryable || isLast(counts)) return { outcome: 'failed', error };
  return { outcome: 'retrying', error };
}

/** True when no attempt follows if this one fails. */
export function isLast(counts: Pick<AttemptCounts, 'used' | 'allowed'>): boolean {
  return counts.used + 1 >= counts.allowed;
}

function postponeFor(error: AppError, { started, used, postponeMs }: AttemptCounts): number {
  // Starts that used up nothing were hand-backs and stalls: the more, the longer the wait.
  const earlier = Math.max(0, started - used - 1);
  const growing = postponeMs * 2 ** Math.min(earlier, 16);
  return Math.min(Math.max(growing, error.retryAfterMs ?? 0), maxPostponeMs);
}
