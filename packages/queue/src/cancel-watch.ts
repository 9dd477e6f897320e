import type { Redis } from 'ioredis';
import { cancelChannel, cancelKey, type CancelsOptions } from './cancels.js';
import { ask, defaultPrefix, openConnection } from './connection.js';
import { pause } from './pause.js';

/** Messages are lost while a connection is away, so the keys are looked at too. */
const lookEveryMs = 3_000;

/** Tells the attempts of this process that their job was cancelled. */
export interface CancelWatch {
  /** Whether the job was cancelled before now; false when Redis does not answer. */
  isCancelled(jobId: string): Promise<boolean>;
  /** Calls back when the job is cancelled. Returns the end of the watch. */
  watch(jobId: string, onCancelled: () => void): () => void;
  close(): void;
}

/** A watch for processes that only listen. */
export function openCancelWatch(options: CancelsOptions): CancelWatch {
  const { redisUrl, prefix = defaultPrefix } = options;
  const redis = openConnection(redisUrl);
  const watch = createCancelWatch(redis, redisUrl, prefix);
  return {
    ...watch,
    close() {
      watch.close();
      redis.disconnect();
    },
  };
}

/** Listens for cancelled jobs until it is closed. `redis` is for commands; it opens its own ear. */
export function createCancelWatch(redis: Redis, redisUrl: string, prefix: string): CancelWatch {
  // Two attempts of one job can be here at once: a new one, and one that lost it and still ends.
  const watched = new Map<string, Set<() => void>>();
  const call = (jobId: string) => {
    for (const onCancelled of watched.get(jobId) ?? []) onCancelled();
  };
  const stop = new AbortController();
  const ear = openConnection(redisUrl);
  ear.on('ready', () => {
    // When this fails the connection is gone, and the next one comes with the next 'ready'.
    ear.subscribe(cancelChannel(prefix)).catch(() => undefined);
  });
  ear.on('message', (_channel: string, jobId: string) => {
    call(jobId);
  });

  const look = async () => {
    const ids = [...watched.keys()];
    if (ids.length === 0) return;
    const found = await ask(redis, () => redis.mget(ids.map((id) => cancelKey(prefix, id))));
    ids.forEach((id, index) => {
      if (found[index] != null) call(id);
    });
  };
  const lookRegularly = async () => {
    while (!stop.signal.aborted) {
      await pause(lookEveryMs, stop.signal);
      await look().catch(() => undefined);
    }
  };
  void lookRegularly();

  return {
    async isCancelled(jobId) {
      const found = ask(redis, () => redis.exists(cancelKey(prefix, jobId)));
      return (await found.catch(() => 0)) === 1;
    },
    watch(jobId, onCancelled) {
      const callbacks = watched.get(jobId) ?? new Set();
      watched.set(jobId, callbacks.add(onCancelled));
      return () => {
        callbacks.delete(onCancelled);
        if (callbacks.size === 0 && watched.get(jobId) === callbacks) watched.delete(jobId);
      };
    },
    close() {
      stop.abort();
      ear.disconnect();
    },
  };
}
