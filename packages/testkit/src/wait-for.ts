import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitForOptions {
  /** 10,000 ms unless told. */
  readonly timeoutMs?: number;
  /** 50 ms unless told. */
  readonly intervalMs?: number;
  /** What is waited for, for the message of the failure. */
  readonly what?: string;
  /** Takes an error of `check` as "not yet"; otherwise it ends the wait. */
  readonly retryErrors?: boolean;
}

/**
 * Asks until `check` gives something other than undefined or false, and gives that.
 *
 * @throws Error when the time is up.
 */
export async function waitFor<T>(
  check: () => Promise<T | undefined | false> | T | undefined | false,
  options: WaitForOptions = {},
): Promise<T> {
  const { timeoutMs = 10_000, intervalMs = 50, what = 'it', retryErrors = false } = options;
  const end = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const result = await check();
      if (result !== undefined && result !== false) return result;
    } catch (error) {
      if (!retryErrors) throw error;
      cause = error;
    }
    if (Date.now() >= end) {
      throw new Error(`Waited ${timeoutMs} ms for ${what} in vain.`, { cause });
    }
    await sleep(intervalMs);
  }
}
