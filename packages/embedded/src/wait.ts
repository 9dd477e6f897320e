import { setTimeout as sleep } from 'node:timers/promises';

/** How a wait ended. */
export type WaitResult = 'yes' | 'too-late' | 'gave-up';

export interface WaitOptions {
  readonly deadlineMs: number;
  readonly intervalMs: number;
  /** Ends the wait early with `gave-up`. */
  readonly giveUp: () => boolean;
}

/** Asks again and again until the answer is yes, the deadline passes or `giveUp` says so. */
export async function waitUntil(
  ask: () => Promise<boolean>,
  options: WaitOptions,
): Promise<WaitResult> {
  const end = Date.now() + options.deadlineMs;
  for (;;) {
    if (options.giveUp()) return 'gave-up';
    if (await ask()) return 'yes';
    if (Date.now() >= end) return 'too-late';
    await sleep(options.intervalMs);
  }
}

/** True when the promise settled in time. */
export async function settledWithin(
  promise: Promise<unknown>,
  timeoutMs: number,
): Promise<boolean> {
  const aborter = new AbortController();
  const late = sleep(timeoutMs, false, { signal: aborter.signal }).catch(() => false);
  const settled = promise.then(
    () => true,
    () => true,
  );
  const first = await Promise.race([settled, late]);
  aborter.abort();
  return first;
}
