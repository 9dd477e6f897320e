import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { ask, defaultPrefix, openConnection } from './connection.js';

/** Settings of `createRateLimits`. */
export interface RateLimitsOptions<Name extends string> {
  readonly redisUrl: string;
  /** First part of every key; `atelier` when left out. */
  readonly prefix?: string;
  /** How many times each id may pass in a window, at least 1. */
  readonly limits: Readonly<Partial<Record<Name, number>>>;
  /** Length of a window, in seconds. It begins with the first time that an id passes. */
  readonly windowS: number;
  /** How long Redis may take to answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** Told when the counts are no longer `shared` by all processes, and when they are again. */
  readonly onChange?: (counts: 'shared' | 'local') => void;
}

/** Whether somebody may pass, and what is left. */
export interface Pass {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the window ends, in milliseconds. */
  readonly resetMs: number;
}

/** Counts how often somebody passes, together with all processes on the same Redis. */
export interface RateLimits<Name extends string> {
  /** Never fails: without Redis this process counts alone, with the same limits, from zero. */
  pass(name: Name, id: string): Promise<Pass>;
  close(): Promise<void>;
}

const answerTimeoutMs = 2_000;

export function createRateLimits<Name extends string>(
  options: RateLimitsOptions<Name>,
): RateLimits<Name> {
  const { redisUrl, prefix = defaultPrefix, limits, windowS, onChange } = options;
  const redis = openConnection(redisUrl, options.timeoutMs ?? answerTimeoutMs);
  let isShared = true;
  let isClosed = false;
  const tell = (now: boolean) => {
    if (isShared === now || isClosed) return;
    isShared = now;
    onChange?.(now ? 'shared' : 'local');
  };
  redis.on('ready', () => {
    tell(true);
  });
  redis.on('close', () => {
    tell(false);
  });
  // The first requests wait for the connection, so that they are counted with the others.
  const opened = ask(redis, () => redis.ping()).catch(() => undefined);

  const toLimiter = (name: string, points: number) => {
    const common = { keyPrefix: `${prefix}:limit:${name}`, points, duration: windowS };
    return new RateLimiterRedis({
      ...common,
      storeClient: redis,
      // Who has used it up is refused from memory until the window ends: a flood costs Redis nothing.
      inMemoryBlockOnConsumed: points,
      insuranceLimiter: new RateLimiterMemory(common),
    });
  };
  const limiters = new Map<string, RateLimiterRedis>();
  for (const [name, points] of Object.entries<number | undefined>(limits)) {
    if (points !== undefined) limiters.set(name, toLimiter(name, points));
  }

  return {
    async pass(name, id) {
      const limiter = limiters.get(name);
      if (!limiter) throw new Error('There is no such limit.');
      await opened;
      const limit = limiter.points;
      try {
        const { remainingPoints: remaining, msBeforeNext } = await limiter.consume(id);
        return { allowed: true, limit, remaining, resetMs: msBeforeNext };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { allowed: false, limit, remaining: 0, resetMs: refusal.msBeforeNext };
      }
    },
    close() {
      isClosed = true;
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
