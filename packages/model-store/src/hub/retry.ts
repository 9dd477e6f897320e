import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '@atelier/errors';
import type { HubLimits } from './hub-settings.js';

/** A try that failed and will be followed by another. */
export interface RetryNotice {
  /** The one that failed, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: AppError;
}

/**
 * How long to wait after try number `attempt` (from 1), in ms; undefined when no further one helps.
 * Waits double, and a random half of them keeps many clients from coming back at once.
 */
export function retryDelayMs(
  limits: HubLimits,
  attempt: number,
  error: AppError,
  random: () => number = Math.random,
): number | undefined {
  if (!error.retryable || error.code !== 'HUB_UNREACHABLE') return undefined;
  if (attempt >= limits.attempts) return undefined;
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined && retryAfterMs > limits.maxRetryAfterMs) return undefined;
  const longest = Math.min(limits.retryMs * 2 ** (attempt - 1), limits.maxRetryMs);
  return Math.max(retryAfterMs ?? 0, Math.round(longest * (0.5 + random() / 2)));
}

/** Tries until it works, a try can't help, or the signal fires. */
export async function withRetries<T>(
  limits: HubLimits,
  work: () => Promise<T>,
  onRetry: (notice: RetryNotice) => void,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (caught) {
      signal.throwIfAborted();
      const error = toAppError(caught);
      const delayMs = retryDelayMs(limits, attempt, error);
      if (delayMs === undefined) throw caught;
      onRetry({ attempt, delayMs, error });
      await pause(delayMs, signal);
    }
  }
}

/** Waits; throws the signal's reason as soon as it fires. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

/** `Retry-After` in milliseconds: seconds or a date. Undefined for anything else. */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
