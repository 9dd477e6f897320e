import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import { createRateLimits } from '@atelier/queue';
import type { SetHeader } from '../http/access-port.js';

/** Who is counted: a user, or for requests of nobody an address. */
export type LimitName = 'user' | 'address';

export interface RequestLimitsOptions {
  readonly redisUrl: string;
  /** First part of every key in Redis. */
  readonly prefix?: string;
  /** Requests in a window; a limit that is left out does not apply. */
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
  /** Length of a window, in seconds. */
  readonly windowS: number;
  /** How long Redis may take to answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** Told of each request that is refused. */
  readonly onRefused?: (name: LimitName) => void;
  readonly log: Logger;
}

/** Limits how often somebody may ask, over all gateways on one Redis. */
export interface RequestLimits {
  /**
   * Counts a request and tells in its headers what is left.
   *
   * @throws AppError `RATE_LIMITED`
   */
  count(name: LimitName, id: string, setHeader: SetHeader): Promise<void>;
  close(): Promise<void>;
}

export function createRequestLimits(options: RequestLimitsOptions): RequestLimits {
  const { limits: points, windowS, onRefused, log, ...redis } = options;
  if (Object.keys(points).length === 0) {
    return { count: () => Promise.resolve(), close: () => Promise.resolve() };
  }
  const limits = createRateLimits<LimitName>({
    ...redis,
    limits: points,
    windowS,
    onChange: (counts) => {
      if (counts === 'local') log.warn('limits.local', { dependency: 'redis' });
      else log.info('limits.shared', { dependency: 'redis' });
    },
  });
  return {
    async count(name, id, setHeader) {
      if (points[name] === undefined) return;
      const { allowed, limit, remaining, resetMs } = await limits.pass(name, id);
      const resetS = Math.ceil(resetMs / 1_000);
      // draft-ietf-httpapi-ratelimit-headers: quota and window, remaining and time until reset.
      setHeader('RateLimit-Policy', `"${name}";q=${limit};w=${windowS}`);
      setHeader('RateLimit', `"${name}";r=${remaining};t=${resetS}`);
      if (allowed) return;
      onRefused?.(name);
      const says = `More than ${limit} requests in ${windowS} s. Try again in ${resetS} s.`;
      throw new AppError('RATE_LIMITED', says, { retryAfterMs: resetMs });
    },
    close: () => limits.close(),
  };
}
