import { AppError } from '@atelier/errors';
import { Redis, type ChainableCommander, type RedisOptions } from 'ioredis';

/** What ioredis and BullMQ need to connect by themselves. */
type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/** First part of every key when a caller names none. */
export const defaultPrefix = 'atelier';

const commandTimeoutMs = 5_000;
const readyWithinMs = 2_000;
const maxReconnectDelayMs = 2_000;

/** Where a redis:// or rediss:// URL points. Throws `INVALID_CONFIG`. */
export function parseRedisUrl(redisUrl: string): ConnectionOptions {
  const url = URL.canParse(redisUrl) ? new URL(redisUrl) : undefined;
  if (url?.protocol !== 'redis:' && url?.protocol !== 'rediss:') {
    throw new AppError('INVALID_CONFIG', 'The Redis address must look like redis://host:port.');
  }
  const db = url.pathname.slice(1);
  if (!/^\d{0,5}$/.test(db)) {
    throw new AppError(
      'INVALID_CONFIG',
      'The path of the Redis address must be a database number.',
    );
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(db && { db: Number(db) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
}

/**
 * Options of a connection that reconnects for ever, forgets what it was asked while it is away, and
 * lets no command wait longer than `timeoutMs` milliseconds.
 */
function connectionOptions(redisUrl: string, timeoutMs = commandTimeoutMs): ConnectionOptions {
  return {
    ...parseRedisUrl(redisUrl),
    connectTimeout: 5_000,
    disconnectTimeout: 200,
    commandTimeout: timeoutMs,
    // A half-open connection never closes by itself; silence after a question ends it.
    socketTimeout: timeoutMs + 2_000,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    disableClientInfo: true,
    protocol: 2,
    retryStrategy: (times) =>
      Math.min(50 * 2 ** Math.min(times, 10), maxReconnectDelayMs) * (0.75 + Math.random() / 4),
  };
}

/** Opens a connection. Its failures surface as failed commands, never as a crash. */
export function openConnection(redisUrl: string, timeoutMs?: number): Redis {
  const redis = new Redis(connectionOptions(redisUrl, timeoutMs));
  redis.on('error', ignore);
  return redis;
}

function ignore(): void {
  // Without a listener, an 'error' event ends the process; each command tells its caller instead.
}

/**
 * Runs a command once the connection is usable, and gives up after a few seconds.
 * Throws `QUEUE_UNAVAILABLE` whatever went wrong, but for errors that are AppErrors already.
 */
export async function ask<T>(redis: Redis, command: () => Promise<T>): Promise<T> {
  try {
    await usable(redis);
    return await within(commandTimeoutMs, command());
  } catch (error) {
    if (AppError.is(error)) throw error;
    throw new AppError('QUEUE_UNAVAILABLE', undefined, { cause: error });
  }
}

/**
 * Resolves as `promise` does, or throws `QUEUE_UNAVAILABLE` after `ms` milliseconds. A plain timer:
 * this runs for every event of every answer, and an aborted one would make an error each time.
 */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new AppError('QUEUE_UNAVAILABLE'));
    }, ms);
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

async function usable(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  if (redis.status === 'end') throw new AppError('QUEUE_UNAVAILABLE', 'The connection is closed.');
  await within(readyWithinMs, nextReady(redis));
}

const readiness = new WeakMap<Redis, Promise<void>>();

/** Resolves when a connection becomes usable; many may wait for it. */
function nextReady(redis: Redis): Promise<void> {
  const waited = readiness.get(redis);
  if (waited) return waited;
  const ready = new Promise<void>((resolve) => {
    redis.once('ready', () => {
      readiness.delete(redis);
      resolve();
    });
  });
  readiness.set(redis, ready);
  return ready;
}

/** Commits a transaction; throws the first failure of a command in it. */
export async function committed(transaction: ChainableCommander): Promise<void> {
  const replies = await transaction.exec();
  for (const [error] of replies ?? []) if (error) throw error;
}
