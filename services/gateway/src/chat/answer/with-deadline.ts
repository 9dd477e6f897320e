import { AppError } from '@atelier/errors';

/**
 * Runs work that stops when `outer` aborts or the time is up.
 *
 * @throws AppError `DEADLINE_EXCEEDED`, or the reason of `outer`.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    const seconds = Math.round(timeoutMs / 1_000);
    const message = `The answer took longer than ${seconds} s. Ask for less, or try again.`;
    deadline.abort(new AppError('DEADLINE_EXCEEDED', message));
  }, timeoutMs);
  const signal = AbortSignal.any([outer, deadline.signal]);
  try {
    signal.throwIfAborted();
    const result = await work(signal);
    deadline.signal.throwIfAborted();
    return result;
  } finally {
    clearTimeout(timer);
  }
}
