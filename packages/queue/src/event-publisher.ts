import type { Logger } from '@atelier/logging';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { ask, openConnection } from './connection.js';
import { createEventBuffer, type BufferedEvent } from './event-buffer.js';
import { atMost, backOffMs, pause } from './pause.js';

const batchSize = 100;

/** Settings of `createEventPublisher`. */
export interface EventPublisherOptions<Event> {
  readonly redisUrl: string;
  /** Key of the stream. */
  readonly stream: string;
  readonly shape: z.ZodType<Event>;
  /** About how many events the stream keeps; 10,000 when left out. */
  readonly maxLength?: number;
  /** Events that go first when too many wait for Redis, for instance progress. None when left out. */
  readonly droppable?: (event: Event) => boolean;
  /** Events kept while Redis is away; 1,000 when left out. */
  readonly maxBuffered?: number;
  readonly log?: Logger;
}

/** Writes events to a stream, in order, and keeps a bounded number while Redis is away. */
export interface EventPublisher<Event> {
  /** Never waits and never throws for Redis' sake; an event that does not fit the shape throws. */
  publish(event: Event): void;
  /** Sends what waits for at most `flushMs` milliseconds (2,000 when left out), then disconnects. */
  close(flushMs?: number): Promise<void>;
}

/** Opens a publisher. It connects in the background. */
export function createEventPublisher<Event>(
  options: EventPublisherOptions<Event>,
): EventPublisher<Event> {
  const { stream, shape, maxLength = 10_000, droppable, log } = options;
  const redis = openConnection(options.redisUrl);
  const buffer = createEventBuffer(options.maxBuffered ?? 1_000);
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;
  let pumping: Promise<void> | undefined;

  const pump = async () => {
    let failures = 0;
    while (buffer.size() > 0 && !stopped()) {
      const batch = buffer.take(batchSize);
      const sent = await send(redis, stream, maxLength, batch);
      buffer.putBack(batch.slice(sent));
      if (sent === batch.length) {
        failures = 0;
        const count = buffer.takeDropped();
        if (count > 0) log?.warn('events.dropped', { count });
      } else {
        failures += 1;
        await pause(backOffMs(failures), stop.signal);
      }
    }
  };
  const start = () => {
    pumping ??= pump().finally(() => {
      pumping = undefined;
      // One may have come after the last look.
      if (buffer.size() > 0 && !stopped()) start();
    });
  };

  return {
    publish(event) {
      if (stopped()) return;
      buffer.push({
        text: JSON.stringify(shape.parse(event)),
        droppable: droppable?.(event) ?? false,
      });
      start();
    },
    async close(flushMs = 2_000) {
      if (pumping) await atMost(flushMs, pumping);
      stop.abort();
      redis.disconnect();
      await pumping;
    },
  };
}

/** How many of these events, from the first, are known to be in the stream. */
async function send(
  redis: Redis,
  stream: string,
  maxLength: number,
  batch: readonly BufferedEvent[],
): Promise<number> {
  const pipeline = redis.pipeline();
  for (const { text } of batch) pipeline.xadd(stream, 'MAXLEN', '~', maxLength, '*', 'event', text);
  try {
    const replies = (await ask(redis, () => pipeline.exec())) ?? [];
    const failed = replies.findIndex(([error]) => error !== null);
    return failed === -1 ? replies.length : failed;
  } catch {
    return 0;
  }
}
