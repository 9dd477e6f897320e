import { Readable } from 'node:stream';
import type { ChatEvent } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { NumberedEvent } from '@atelier/queue';
import { followTurn, type FollowOptions, type TurnPlace } from './follow-turn.js';

type Batch = readonly NumberedEvent<ChatEvent>[];

/** Between two signs of life, in milliseconds. */
const heartbeatMs = 10_000;

/**
 * The events of a turn as server-sent events, to its end or until `signal` aborts.
 *
 * @throws AppError `NOT_FOUND`
 */
export async function openTurnStream(
  place: TurnPlace,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<Readable> {
  const batches = followTurn(place, options, signal);
  // What is not there is answered with a status, and not within a stream.
  const first = await batches.next();
  return Readable.from(withHeartbeats(first, batches), { objectMode: false });
}

async function* withHeartbeats(
  first: IteratorResult<Batch, unknown>,
  batches: AsyncGenerator<Batch>,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  let next = Promise.resolve(first);
  for (;;) {
    const result = await orSilence(next);
    if (result === undefined) {
      yield ':\n\n';
      continue;
    }
    if (result.done === true) return;
    yield result.value.map(toServerSentEvent).join('') || ':\n\n';
    next = batches.next();
  }
}

/** What comes, or nothing after a while. */
async function orSilence<T>(next: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, heartbeatMs, undefined);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function toServerSentEvent({ id, event }: NumberedEvent<ChatEvent>): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/**
 * The number that a `Last-Event-ID` stands for; 0 without one.
 *
 * @throws AppError `INVALID_INPUT`
 */
export function parseEventId(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const id = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (id !== undefined) return id;
  const problem = 'must be the id of an event that came before';
  throw new AppError('INVALID_INPUT', `The header Last-Event-ID ${problem}.`, {
    fields: [{ field: 'last-event-id', problem }],
  });
}
