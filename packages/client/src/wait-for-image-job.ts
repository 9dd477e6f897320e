import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';

const firstPauseMs = 250;
const longestPauseMs = 2_000;

export interface WaitOptions {
  /** How long to wait for the job's end, in milliseconds. */
  readonly timeoutMs: number;
  /** Called with every state that was read, the final one too. */
  readonly onProgress?: ((job: ImageJobView) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What waiting needs; `pause` rejects when its signal fires. */
export interface WaitDeps {
  readonly read: (
    id: string,
    options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs: number },
  ) => Promise<ImageJobView>;
  readonly pause: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/**
 * Reads a job until it is final, at growing intervals of 250 ms to 2 s. Failures that a retry can
 * help (a server that restarts) are waited out; `DEADLINE_EXCEEDED` at `timeoutMs` names the last.
 */
export async function waitForImageJob(
  { read, pause, now }: WaitDeps,
  id: string,
  { timeoutMs, onProgress, signal }: WaitOptions,
): Promise<ImageJobView> {
  const endAt = now() + timeoutMs;
  let pauseMs = firstPauseMs;
  let lastFailure: AppError | undefined;
  let lastStatus = 'unknown';
  for (;;) {
    const leftMs = endAt - now();
    if (leftMs <= 0) {
      const seconds = Math.round(timeoutMs / 1000);
      throw new AppError(
        'DEADLINE_EXCEEDED',
        `The picture was not finished within ${seconds} s (last state: ${lastStatus}). It goes on; ask again later.`,
        { cause: lastFailure },
      );
    }
    try {
      const job = await read(id, { signal, timeoutMs: Math.min(leftMs, 15_000) });
      lastFailure = undefined;
      lastStatus = job.status;
      onProgress?.(job);
      if (isFinalImageStatus(job.status)) return job;
    } catch (error) {
      if (!AppError.is(error) || !error.retryable) throw error;
      lastFailure = error;
    }
    const waitMs = Math.max(pauseMs, lastFailure?.retryAfterMs ?? 0);
    await pause(Math.min(waitMs, Math.max(endAt - now(), 0)), signal);
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
}

/** Waits `ms` milliseconds; rejects with `CANCELLED` when the signal fires. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = () => {
      clearTimeout(timer);
      reject(new AppError('CANCELLED', 'Waiting was cancelled.'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }, ms);
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
