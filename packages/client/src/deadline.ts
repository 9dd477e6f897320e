import { AppError } from '@atelier/errors';

/** How long a call may take, and who may end it sooner. */
export interface Deadline {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` with a signal that fires at the deadline or with the caller's own signal, and says
 * which of the two it was: `DEADLINE_EXCEEDED` or `CANCELLED`. Other failures pass through.
 */
export async function withDeadline<T>(
  { timeoutMs, signal }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new AppError('CANCELLED', 'The request was cancelled.');
  const controller = new AbortController();
  const cancel = () => {
    controller.abort(new AppError('CANCELLED', 'The request was cancelled.'));
  };
  const timer = setTimeout(() => {
    const seconds = Math.round(timeoutMs / 100) / 10;
    controller.abort(
      new AppError('DEADLINE_EXCEEDED', `Atelier did not answer within ${seconds} s. Try again.`),
    );
  }, timeoutMs);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
