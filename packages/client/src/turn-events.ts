import { ChatEvent, endpoints, headers as names, type ChatTurnInput } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Connection } from './call.js';
import { toProblemError } from './problem.js';
import { readServerEvents } from './server-events.js';

/** What to ask for: a message to answer, or a turn to follow by the id of its message. */
export type TurnWish =
  | { readonly body: ChatTurnInput; readonly idempotencyKey: string }
  | { readonly id: string; readonly after: number };

/** An event and its number, from which a stream goes on. */
export interface TurnEvent {
  readonly id: number;
  readonly event: ChatEvent;
}

export interface TurnEventsOptions {
  /** Ends the stream with `CANCELLED`; the turn itself goes on. */
  readonly signal?: AbortSignal | undefined;
  /** How long to try without any event, in milliseconds; 60,000 unless told. */
  readonly patienceMs?: number | undefined;
}

export interface TurnEventsDeps {
  readonly connection: Connection;
  readonly pause: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly now: () => number;
}

const firstPauseMs = 200;
const longestPauseMs = 3_000;

/**
 * The events of a turn, to its last. A connection that breaks is made again, from where it broke.
 *
 * @throws AppError what the server says of a turn that it does not take, `SERVER_UNREACHABLE`,
 *   `CANCELLED`.
 */
export async function* turnEvents(
  { connection, pause, now }: TurnEventsDeps,
  wish: TurnWish,
  { signal, patienceMs = 60_000 }: TurnEventsOptions = {},
): AsyncGenerator<TurnEvent> {
  let place = wish;
  let heardAt = now();
  let pauseMs = firstPauseMs;
  for (;;) {
    let failure: AppError | undefined;
    try {
      for await (const item of connect(connection, place, signal)) {
        heardAt = now();
        pauseMs = firstPauseMs;
        const { event } = item;
        if (event.type === 'message-start') place = { id: event.message_id, after: item.id };
        else if ('id' in place) place = { id: place.id, after: item.id };
        yield item;
        if (event.type === 'finish' || event.type === 'error') return;
      }
    } catch (error) {
      if (signal?.aborted) throw new AppError('CANCELLED', 'The stream was left.');
      failure = AppError.is(error) ? error : unreachable(connection, error);
      if (!failure.retryable) throw failure;
    }
    if (now() - heardAt > patienceMs) throw failure ?? unreachable(connection);
    await pause(Math.max(pauseMs, failure?.retryAfterMs ?? 0), signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

async function* connect(
  { baseUrl, fetch }: Connection,
  wish: TurnWish,
  signal: AbortSignal | undefined,
): AsyncGenerator<TurnEvent> {
  const accept = 'text/event-stream';
  const response =
    'body' in wish
      ? await fetch(baseUrl + endpoints.takeTurn.path, {
          method: 'POST',
          headers: {
            accept,
            'content-type': 'application/json',
            [names.idempotencyKey]: wish.idempotencyKey,
          },
          body: JSON.stringify(wish.body),
          ...(signal && { signal }),
        })
      : await fetch(baseUrl + endpoints.turnEvents.path.replace('{id}', wish.id), {
          headers: { accept, 'last-event-id': String(wish.after) },
          ...(signal && { signal }),
        });
  if (!response.ok) {
    throw toProblemError(response, await response.json().catch(() => undefined));
  }
  yield* readEvents(response);
}

async function* readEvents(response: Response): AsyncGenerator<TurnEvent> {
  for await (const { id, data } of readServerEvents(response)) {
    const event = ChatEvent.safeParse(JSON.parse(data));
    // A newer server may tell what this client does not know.
    if (event.success) yield { id: Number(id), event: event.data };
  }
}

function unreachable({ baseUrl }: Connection, cause?: unknown): AppError {
  const place = baseUrl === '' ? '' : ` at ${baseUrl}`;
  const message = `Atelier does not answer${place}. Check that it is running.`;
  return new AppError('SERVER_UNREACHABLE', message, { cause });
}
