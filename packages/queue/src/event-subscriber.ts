import type { Logger } from '@atelier/logging';
import type { z } from 'zod';

/** Settings of `createEventSubscriber`. */
export interface EventSubscriberOptions<Event> {
  readonly redisUrl: string;
  /** Key of the stream. */
  readonly stream: string;
  readonly shape: z.ZodType<Event>;
  /** Called for one event after another. When it fails it is called again, a few times. */
  readonly onEvent: (event: Event) => Promise<void> | void;
  readonly log: Logger;
  /** Where to begin: with what comes `now` (when left out), or at the stream's `start`. */
  readonly from?: 'now' | 'start';
}

/** Reads a stream until it is closed. */
export interface EventSubscriber {
  /** Resolves once the event being handled is done, or after a few seconds. */
  close(): Promise<void>;
}

/** Starts reading a stream. It connects in the background. */
export function createEventSubscriber<Event>(
  options: EventSubscriberOptions<Event>,
): EventSubscriber {
  throw new Error(`Not built yet: ${options.stream}`);
}
