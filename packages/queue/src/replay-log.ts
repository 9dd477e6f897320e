import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { ask, defaultPrefix, openConnection } from './connection.js';

/** Settings of `createReplayLog`. */
export interface ReplayLogOptions<Event> {
  readonly redisUrl: string;
  /** First part of every key; `atelier` when left out. */
  readonly prefix?: string;
  /** Second part of every key, for instance `turn`. */
  readonly name: string;
  readonly shape: z.ZodType<Event>;
  /** How long a log outlives its last event, in milliseconds. */
  readonly keepMs: number;
}

/** An event with its number in its log. */
export interface NumberedEvent<Event> {
  /** Above that of the event before; numbers may be left out. */
  readonly id: number;
  readonly event: Event;
}

/** Logs of events by a key, which any process may read from any place on, and follow. */
export interface ReplayLog<Event> {
  /**
   * Adds events. Those whose number is not above the last one's are there already, and are skipped.
   *
   * @throws AppError `QUEUE_UNAVAILABLE`
   */
  append(key: string, events: readonly NumberedEvent<Event>[]): Promise<void>;
  /**
   * The events after number `after`, in order.
   *
   * @throws AppError `QUEUE_UNAVAILABLE`
   */
  read(key: string, after: number): Promise<NumberedEvent<Event>[]>;
  /**
   * Calls `onChange` whenever there may be something new to read, until the returned function is
   * called: also after the connection was lost. Changes that follow each other may come as one.
   */
  watch(key: string, onChange: () => void): () => void;
  close(): Promise<void>;
}

/** Keeps each log in a Redis stream that ends by itself, and calls out its changes. */
export function createReplayLog<Event>(options: ReplayLogOptions<Event>): ReplayLog<Event> {
  const { redisUrl, prefix = defaultPrefix, name, shape, keepMs } = options;
  const redis = openConnection(redisUrl);
  const keyOf = (key: string) => `${prefix}:${name}:${key}`;
  const watchers = createWatchers(openConnection(redisUrl), keyOf);

  return {
    async append(key, events) {
      if (events.length === 0) return;
      const stream = keyOf(key);
      const pipeline = redis.pipeline();
      for (const { id, event } of events) {
        pipeline.xadd(stream, `${id}-0`, 'event', JSON.stringify(shape.parse(event)));
      }
      pipeline.pexpire(stream, keepMs);
      pipeline.publish(stream, String(events.at(-1)?.id));
      const replies = (await ask(redis, () => pipeline.exec())) ?? [];
      for (const [error] of replies) if (error && !isThereAlready(error)) throw error;
    },
    async read(key, after) {
      const entries = await ask(redis, () => redis.xrange(keyOf(key), `(${after}-0`, '+'));
      return entries.flatMap(([id, fields]) => {
        const parsed = shape.safeParse(JSON.parse(fields[1] ?? 'null'));
        return parsed.success ? [{ id: Number.parseInt(id, 10), event: parsed.data }] : [];
      });
    },
    watch: watchers.watch,
    close() {
      redis.disconnect();
      watchers.close();
      return Promise.resolve();
    },
  };
}

function isThereAlready(error: Error): boolean {
  return error.message.includes('equal or smaller than the target stream top item');
}

/** One connection that listens to the logs that somebody watches. */
function createWatchers(subscriber: Redis, keyOf: (key: string) => string) {
  const watchers = new Map<string, Set<() => void>>();
  const ignore = () => undefined;
  subscriber.on('message', (stream: string) => {
    for (const onChange of watchers.get(stream) ?? []) onChange();
  });
  // ioredis forgets what it could not send; what was called out meanwhile is read from the logs.
  subscriber.on('ready', () => {
    if (watchers.size > 0) subscriber.subscribe(...watchers.keys()).catch(ignore);
    for (const set of watchers.values()) for (const onChange of set) onChange();
  });
  return {
    watch(key: string, onChange: () => void) {
      const stream = keyOf(key);
      const set = watchers.get(stream) ?? new Set();
      watchers.set(stream, set.add(onChange));
      if (set.size === 1 && subscriber.status === 'ready') {
        // What came before the subscription held is read now.
        subscriber.subscribe(stream).then(onChange, ignore);
      } else onChange();
      return () => {
        set.delete(onChange);
        if (set.size > 0 || watchers.get(stream) !== set) return;
        watchers.delete(stream);
        if (subscriber.status === 'ready') subscriber.unsubscribe(stream).catch(ignore);
      };
    },
    close() {
      watchers.clear();
      subscriber.disconnect();
    },
  };
}
