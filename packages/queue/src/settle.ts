import { AppError, toWireError } from '@atelier/errors';
import { ErrorCode, UnrecoverableError, type Job } from 'bullmq';
import { within } from './connection.js';
import type { JobLock } from './job-lock.js';
import type { Ending } from './outcomes.js';
import { backOffMs, pause } from './pause.js';

const tries = 30;
const tryMs = 5_000;

/** Codes by which BullMQ says that the job is not this attempt's any more. */
const gone: ReadonlySet<unknown> = new Set([
  ErrorCode.JobNotExist,
  ErrorCode.JobLockNotExist,
  ErrorCode.JobNotInState,
  ErrorCode.JobLockMismatch,
]);

/**
 * Makes an ending true in Redis, and says which one came to be: the one asked for, or `lost`. While
 * Redis does not answer it tries again, for as long as the lock is held.
 */
export async function settle(
  job: Job,
  token: string,
  lock: JobLock,
  ending: Ending,
): Promise<Ending> {
  let unanswered = false;
  for (let failures = 1; failures <= tries && !lock.isLost(); failures += 1) {
    if (ending.outcome === 'lost') return ending;
    try {
      await within(tryMs, move(job, token, ending));
      return ending;
    } catch (error) {
      // After a try without an answer, a job that is gone is one that the try has moved.
      if (isGone(error)) return unanswered ? ending : lost(error);
      unanswered = true;
    }
    await pause(backOffMs(failures));
  }
  return ending.outcome === 'lost' ? ending : lost();
}

async function move(job: Job, token: string, ending: Ending): Promise<void> {
  const { outcome, error, delayMs = 0 } = ending;
  switch (outcome) {
    case 'completed':
      await job.moveToCompleted(undefined, token, false);
      return;
    case 'failed':
    case 'cancelled':
      await job.moveToFailed(new UnrecoverableError(reasonOf(error)), token, false);
      return;
    case 'retrying':
      await job.moveToFailed(new Error(reasonOf(error)), token, false);
      return;
    case 'returned':
      if (delayMs > 0) await job.moveToDelayed(Date.now() + delayMs, token);
      else await job.moveToWait(token);
      return;
    case 'lost':
  }
}

function reasonOf(error: AppError | undefined): string {
  return JSON.stringify(toWireError(error));
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && gone.has(error.code);
}

function lost(cause?: unknown): Ending {
  return { outcome: 'lost', error: new AppError('FENCE_LOST', undefined, { cause }) };
}
