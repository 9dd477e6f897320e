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
