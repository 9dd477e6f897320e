import { errorFields, type Logger } from '@atelier/logging';
import type { z } from 'zod';
import { openConnection } from './connection.js';
import { atMost, backOffMs, pause } from './pause.js';
import { createStreamReader, type StreamEntry } from './stream-reader.js';

/** Waits before an event that failed is tried again. */
const retryAfterMs = [250, 1_000, 4_000];
const closeWithinMs = 5_000;

/** Settings of `createEventSubscriber`. */
export interface EventSubscriberOptions<Event> {
  readonly redisUrl: string;
  /** Key of the stream. */
  readonly stream: string;
  readonly shape: z.ZodType<Event>;
  /**
   * Called for one event after another; the next one waits until it ends. When it fails it is
   * called again, a few times. An event can come twice.
   */
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

/** Starts reading a stream. It connects in the background, and again whenever Redis went away. */
export function createEventSubscriber<Event>(
  options: EventSubscriberOptions<Event>,
): EventSubscriber {
  const { stream, shape, onEvent, log, from = 'now' } = options;
  const redis = openConnection(options.redisUrl);
  const reader = createStreamReader(redis, stream, from);
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;

  const handle = async (entry: StreamEntry) => {
    const event = parseEvent(shape, entry.text);
    if (event === undefined) {
      log.warn('event.invalid');
      return;
    }
    for (const delayMs of [...retryAfterMs, undefined]) {
      try {
        await onEvent(event);
        return;
      } catch (error) {
        log.warn('event.failed', errorFields(error));
        if (delayMs === undefined || stopped()) return;
        await pause(delayMs, stop.signal);
      }
    }
  };

  const run = async () => {
    let failures = 0;
    while (!stopped()) {
      try {
        for (const entry of await reader.next()) {
          if (stopped()) return;
          await handle(entry);
          reader.passed(entry);
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1 && !stopped()) {
          log.warn('events.interrupted', errorFields(error));
        }
        await pause(backOffMs(failures), stop.signal);
      }
    }
  };
  const running = run();

  return {
    async close() {
      stop.abort();
      redis.disconnect();
      await atMost(closeWithinMs, running);
    },
  };
}

function parseEvent<Event>(shape: z.ZodType<Event>, text: string): Event | undefined {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
