import { ask, defaultPrefix, openConnection } from './connection.js';

const rememberedForS = 3_600;

/** Key that says that a job is cancelled. */
export function cancelKey(prefix: string, jobId: string): string {
  return `${prefix}:cancel:${jobId}`;
}

/** Channel on which ids of cancelled jobs are called out. */
export function cancelChannel(prefix: string): string {
  return `${prefix}:cancels`;
}

/** Settings of `createCancels`. */
export interface CancelsOptions {
  readonly redisUrl: string;
  /** First part of every key; `atelier` when left out. The consumer must have the same. */
  readonly prefix?: string;
}

/** Cancels jobs by id, whether they wait or run. */
export interface Cancels {
  /** Kept for an hour. Throws `QUEUE_UNAVAILABLE`. */
  cancel(jobId: string): Promise<void>;
  close(): Promise<void>;
}

/** The side that cancels; consumers of the same prefix listen by themselves. */
export function createCancels(options: CancelsOptions): Cancels {
  const { redisUrl, prefix = defaultPrefix } = options;
  const redis = openConnection(redisUrl);
  return {
    async cancel(jobId) {
      await ask(redis, () => redis.set(cancelKey(prefix, jobId), '1', 'EX', rememberedForS));
      await ask(redis, () => redis.publish(cancelChannel(prefix), jobId));
    },
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
