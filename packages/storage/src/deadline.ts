import { AppError } from '@atelier/errors';

export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs `work` until it settles, `timeoutMs` passes or the caller's signal fires; the latter two abort
 * the signal that `work` was given. Work that can't be interrupted is left behind: it must clean up
 * after itself, and ask the signal before it does what can't be taken back.
 *
 * @throws AppError `STORAGE_UNAVAILABLE` when the time is up, `CANCELLED` when the caller gave up.
 */
export async function withDeadline<T>(
  { timeoutMs, signal }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted === true) throw cancelled(signal);
  const aborter = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    aborter.signal.addEventListener('abort', () => {
      reject(aborter.signal.reason as AppError);
    });
  });
  const onAbort = () => {
    if (signal) aborter.abort(cancelled(signal));
  };
  const timer = setTimeout(() => {
    aborter.abort(new AppError('STORAGE_UNAVAILABLE', 'The picture store took too long.'));
  }, timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(aborter.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function cancelled(signal: AbortSignal): AppError {
  return new AppError('CANCELLED', undefined, { cause: signal.reason });
}
