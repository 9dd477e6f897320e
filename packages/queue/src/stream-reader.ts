import type { Redis } from 'ioredis';
import { ask } from './connection.js';

const blockMs = 2_000;
const readAtOnce = 100;
const beginning = '0-0';

/** One entry of a stream: its id and the event as text. */
export interface StreamEntry {
  readonly id: string;
  readonly text: string;
}

/** Reads a stream in order, also after Redis was emptied and ids began again. */
export interface StreamReader {
  /** The entries after the last one passed; none after two seconds of silence. */
  next(): Promise<StreamEntry[]>;
  /** Says that an entry need not come again. */
  passed(entry: StreamEntry): void;
}

/** A reader that begins with what comes `now`, or at the stream's `start`. */
export function createStreamReader(
  redis: Redis,
  stream: string,
  from: 'now' | 'start',
): StreamReader {
  let last = from === 'start' ? beginning : undefined;
  // True when the stream may have been replaced since the last look at it.
  let doubtful = true;

  /** The id that the stream gave last; `beginning` when there is no stream. */
  const newest = async (): Promise<string> => {
    const entries = await ask(redis, () => redis.xrevrange(stream, '+', '-', 'COUNT', 1));
    return entries[0]?.[0] ?? beginning;
  };

  return {
    async next() {
      if (last === undefined) last = await newest();
      else if (doubtful && isBefore(await newest(), last)) last = beginning;
      doubtful = true;
      const after = last;
      const replies = await ask(redis, () =>
        redis.xread('COUNT', readAtOnce, 'BLOCK', blockMs, 'STREAMS', stream, after),
      );
      const entries = replies?.[0]?.[1] ?? [];
      doubtful = entries.length === 0;
      return entries.map(([id, fields]) => ({ id, text: fields[1] ?? '' }));
    },
    passed(entry) {
      last = entry.id;
    },
  };
}

/** Compares ids of the form `milliseconds-sequence`. */
function isBefore(left: string, right: string): boolean {
  const [leftMs = 0, leftSequence = 0] = left.split('-').map(Number);
  const [rightMs = 0, rightSequence = 0] = right.split('-').map(Number);
  return leftMs < rightMs || (leftMs === rightMs && leftSequence < rightSequence);
}
