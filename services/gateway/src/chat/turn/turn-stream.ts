import type { Readable } from 'node:stream';
import type { ChatEvent } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { NumberedEvent } from '@atelier/queue';
import { toEventStream } from '../../http/event-stream.js';
import { followTurn, type FollowOptions, type TurnPlace } from './follow-turn.js';

type Batch = readonly NumberedEvent<ChatEvent>[];

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
  return toEventStream(toLines(first, batches));
}

async function* toLines(
  first: IteratorResult<Batch, unknown>,
  batches: AsyncGenerator<Batch>,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  try {
    for (let result = first; result.done !== true; result = await batches.next()) {
      yield result.value.map(toServerSentEvent).join('') || ':\n\n';
    }
  } finally {
    await batches.return(undefined);
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
