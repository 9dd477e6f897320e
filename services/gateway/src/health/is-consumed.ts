/** A job may wait this long before silence from the workers counts as a fault, in milliseconds. */
const patienceMs = 30_000;

export interface QueueFacts {
  /** Unix times in milliseconds. */
  readonly now: number;
  readonly oldestWaitingAt: number | undefined;
  readonly lastEventAt: number | undefined;
  /** Workers that show a sign of life. */
  readonly workers: number;
}

/**
 * Whether jobs are really taken off the queue. A socket that opens, or even a worker that says it
 * lives, is not enough: with jobs waiting, something must have happened lately.
 */
export function isConsumed({ now, oldestWaitingAt, lastEventAt, workers }: QueueFacts): boolean {
  if (workers === 0) return false;
  if (oldestWaitingAt === undefined || now - oldestWaitingAt < patienceMs) return true;
  return lastEventAt !== undefined && now - lastEventAt < patienceMs;
}
