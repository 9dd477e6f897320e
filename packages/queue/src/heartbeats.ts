import { WorkerHeartbeat } from '@atelier/contracts';
import { ask, committed, defaultPrefix, openConnection } from './connection.js';

/** Ids of workers that fell silent leave the index after a day. */
const forgottenAfterMs = 86_400_000;
/** The workers heard of last are listed; no more than this many. */
const maxListed = 1_000;

/** Settings of `createHeartbeats`. */
export interface HeartbeatsOptions {
  readonly redisUrl: string;
  /** First part of every key; `atelier` when left out. */
  readonly prefix?: string;
}

/** Signs of life of workers. Every call throws `QUEUE_UNAVAILABLE` when Redis does not answer. */
export interface Heartbeats {
  /** The worker counts as alive for `ttlMs` milliseconds from now. */
  beat(heartbeat: WorkerHeartbeat, ttlMs: number): Promise<void>;
  /** The workers that count as alive, at most 1,000. */
  live(): Promise<WorkerHeartbeat[]>;
  remove(workerId: string): Promise<void>;
  close(): Promise<void>;
}

/** Keeps what each worker said in a key that ends by itself, and the ids in an index. */
export function createHeartbeats(options: HeartbeatsOptions): Heartbeats {
  const { redisUrl, prefix = defaultPrefix } = options;
  const redis = openConnection(redisUrl);
  const index = `${prefix}:workers`;
  const keyOf = (workerId: string) => `${prefix}:worker:${workerId}`;

  return {
    async beat(heartbeat, ttlMs) {
      const { workerId } = heartbeat;
      const text = JSON.stringify(WorkerHeartbeat.parse(heartbeat));
      const now = Date.now();
      await ask(redis, () =>
        committed(
          redis
            .multi()
            .set(keyOf(workerId), text, 'PX', ttlMs)
            .zadd(index, now, workerId)
            .zremrangebyscore(index, '-inf', now - forgottenAfterMs),
        ),
      );
    },
    async live() {
      const ids = await ask(redis, () => redis.zrevrange(index, 0, maxListed - 1));
      if (ids.length === 0) return [];
      const texts = await ask(redis, () => redis.mget(ids.map(keyOf)));
      return texts.flatMap(parseHeartbeat);
    },
    async remove(workerId) {
      await ask(redis, () => committed(redis.multi().del(keyOf(workerId)).zrem(index, workerId)));
    },
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

/** The heartbeat; nothing when the key has ended or holds what another version wrote. */
function parseHeartbeat(text: string | null): WorkerHeartbeat[] {
  if (text === null) return [];
  const parsed = WorkerHeartbeat.safeParse(JSON.parse(text));
  return parsed.success ? [parsed.data] : [];
}
