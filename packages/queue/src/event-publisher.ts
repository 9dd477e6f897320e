import type { Logger } from '@atelier/logging';
import type { z } from 'zod';

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
  throw new Error(`Not built yet: ${options.stream}`);
}
