import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms` milliseconds, or less when the signal aborts. Never throws. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch {
    // Aborted: that is the end of the wait.
  }
}

/** How long to wait after `failures` failures in a row (from 1): 100 ms, doubling up to 2 s. */
export function backOffMs(failures: number): number {
  return Math.min(100 * 2 ** Math.min(failures - 1, 10), 2_000);
}

/** Resolves when `work` does, or after `ms` milliseconds. Throws what `work` throws in that time. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([work, pause(ms, done.signal)]);
  } finally {
    done.abort();
  }
}
