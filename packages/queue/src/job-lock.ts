import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@atelier/errors';
import { within } from './connection.js';

/** Keeps a job's lock in Redis alive while an attempt runs. */
export interface JobLock {
  /** Renews it now. False when it is lost. Throws `QUEUE_UNAVAILABLE`. */
  renew(): Promise<boolean>;
  isLost(): boolean;
  /** Ends the renewals. */
  release(): void;
}

/** Settings of `keepLock`. */
export interface JobLockOptions {
  readonly lockMs: number;
  /** Asks Redis to hold the lock `lockMs` longer; false when another or nobody holds it. */
  readonly extend: () => Promise<boolean>;
  /** Called once, when the lock ran out unrenewed or is not this attempt's any more. */
  readonly onLost: () => void;
}

/**
 * Renews a lock that has just been taken, three times in its life, until it is released. Where Redis can not be asked, or
 * this process did not run for a while, the time since the last renewal decides.
 */
export function keepLock({ lockMs, extend, onLost }: JobLockOptions): JobLock {
  let lost = false;
  let heldUntil = performance.now() + lockMs;
  const stop = new AbortController();

  const lose = () => {
    if (lost || stop.signal.aborted) return;
    lost = true;
    stop.abort();
    onLost();
  };
  const hasExpired = () => performance.now() >= heldUntil;

  const renew = async () => {
    if (lost) return false;
    const askedAt = performance.now();
    const held = await within(Math.max(lockMs / 3, 1_000), extend()).catch((error: unknown) => {
      throw new AppError('QUEUE_UNAVAILABLE', undefined, { cause: error });
    });
    // A reply that was late may speak of a lock that has run out since.
    if (held) heldUntil = Math.max(heldUntil, askedAt + lockMs);
    if (!held || hasExpired()) lose();
    return !lost;
  };

  const renewals = async () => {
    while (!stop.signal.aborted) {
      // The first comes at once, since taking the job may have taken long. A failure is not the
      // end; the watch below is.
      await renew().catch(() => false);
      await sleep(lockMs / 3, undefined, { signal: stop.signal });
    }
  };
  const watch = async () => {
    while (!stop.signal.aborted) {
      await sleep(Math.max(heldUntil - performance.now(), 1), undefined, { signal: stop.signal });
      if (hasExpired()) lose();
    }
  };
  for (const loop of [renewals, watch]) {
    // The only thing they throw is the end of a sleep that was cut short.
    loop().catch(() => undefined);
  }

  return {
    renew,
    isLost: () => lost,
    release: () => {
      stop.abort();
    },
  };
}
