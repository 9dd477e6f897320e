import { AppError } from '@atelier/errors';
import type { Job } from 'bullmq';
import type { CancelWatch } from './cancel-watch.js';
import type { AttemptContext, AttemptOutcome } from './consumer-options.js';
import type { JobDefinition } from './job-definition.js';
import { keepLock } from './job-lock.js';
import { endingOf, isLast, type Ending } from './outcomes.js';
import { pause } from './pause.js';
import { settle } from './settle.js';

/** What every attempt of a consumer needs. */
export interface AttemptSettings<Input> {
  readonly job: JobDefinition<Input>;
  readonly lockMs: number;
  readonly maxStarts: number;
  readonly postponeMs: number;
  readonly graceMs: number;
  readonly cancels: CancelWatch;
  readonly handler: (context: AttemptContext<Input>) => Promise<void>;
}

/** One start of a job that this process has taken. */
export interface Attempt {
  /** How it ended, once Redis knows. Never rejects. */
  readonly ended: Promise<AttemptOutcome>;
  /** Aborts it with `SHUTTING_DOWN`; its handler has `graceMs` milliseconds to end. */
  handBack(graceMs: number): void;
}

/** Runs the handler for a job taken under `token`, and settles the job with Redis. */
export function startAttempt<Input>(
  settings: AttemptSettings<Input>,
  taken: Job,
  token: string,
): Attempt {
  const { job, lockMs, cancels, postponeMs } = settings;
  const id = taken.id ?? '';
  const counts = {
    started: taken.attemptsStarted,
    used: taken.attemptsMade,
    allowed: taken.opts.attempts ?? 1,
    postponeMs,
  };
  const controller = new AbortController();
  const { signal } = controller;
  let graceMs = settings.graceMs;
  const lock = keepLock({
    lockMs,
    extend: async () => (await taken.extendLock(token, lockMs)) === 1,
    onLost: () => {
      controller.abort(new AppError('FENCE_LOST'));
    },
  });

  const assertHeld = async () => {
    if (!(await lock.renew())) throw new AppError('FENCE_LOST');
  };

  const work = async (): Promise<void> => {
    const input = refuseOrParse(settings, taken);
    const deadline = setTimeout(() => {
      controller.abort(new AppError('DEADLINE_EXCEEDED'));
    }, job.timeoutMs);
    const unwatch = cancels.watch(id, () => {
      controller.abort(new AppError('CANCELLED'));
    });
    const done = new AbortController();
    try {
      const { started: attempt } = counts;
      const traceparent = taken.opts.telemetry?.metadata;
      const context = {
        ...{ id, input, attempt, signal, assertHeld },
        lastAttempt: isLast(counts),
        ...(traceparent !== undefined && { traceparent }),
      };
      // Asked when it is watched already, so that no cancel falls between the two.
      if (await cancels.isCancelled(id)) throw new AppError('CANCELLED');
      signal.throwIfAborted();
      await Promise.race([settings.handler(context), overdue(signal, () => graceMs, done.signal)]);
    } finally {
      done.abort();
      clearTimeout(deadline);
      unwatch();
    }
  };

  const run = async (): Promise<AttemptOutcome> => {
    const ending = isForgotten(taken)
      ? forget(taken)
      : await work().then(
          (): Ending => ({ outcome: 'completed' }),
          (error: unknown) => endingOf(signal.aborted ? signal.reason : error, counts),
        );
    const { outcome, error } = await settle(taken, token, lock, ending);
    lock.release();
    return {
      id,
      attempt: counts.started,
      outcome: isForgotten(taken) ? 'lost' : outcome,
      ...(error && { error }),
    };
  };

  return {
    ended: run(),
    handBack(milliseconds) {
      graceMs = Math.min(graceMs, milliseconds);
      controller.abort(new AppError('SHUTTING_DOWN'));
    },
  };
}

/** True when an evicting Redis forgot a job's data and kept its place in the queue. */
function isForgotten(taken: Job): boolean {
  return (taken.name as string | undefined) === undefined;
}

/** Clears the place away, so that the job can be added again. */
function forget(taken: Job): Ending {
  taken.opts.removeOnFail = true;
  return {
    outcome: 'failed',
    error: new AppError('QUEUE_UNAVAILABLE', 'The queue lost what it knew of the job.'),
  };
}

/** The input of a job that may run. Throws what the job is to fail with. */
function refuseOrParse<Input>(settings: AttemptSettings<Input>, taken: Job): Input {
  const { job, maxStarts } = settings;
  // BullMQ's word for a job whose workers died too often.
  if ((taken.deferredFailure as string | undefined) !== undefined) throw new AppError('GAVE_UP');
  if (taken.attemptsStarted > maxStarts) throw new AppError('GAVE_UP');
  const parsed = job.input.safeParse(taken.data);
  if (taken.name === job.name && parsed.success) return parsed.data;
  throw new AppError('INVALID_INPUT', 'The job does not fit its schema.', { cause: parsed.error });
}

/** Throws the reason when a handler still runs `graceMs` after its signal aborted. */
async function overdue(
  signal: AbortSignal,
  graceMs: () => number,
  done: AbortSignal,
): Promise<void> {
  await aborted(AbortSignal.any([signal, done]));
  await pause(graceMs(), done);
  signal.throwIfAborted();
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
