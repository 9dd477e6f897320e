import type { ChatEvent } from '@atelier/contracts';
import type { Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { NumberedEvent, ReplayLog } from '@atelier/queue';
import { missingEnd } from './end-events.js';
import { isLast, type LiveTurn } from './live-turn.js';

type Events = readonly NumberedEvent<ChatEvent>[];

export interface FollowOptions {
  readonly turns: Pick<Database['turns'], 'find' | 'answer'>;
  readonly eventLog: Pick<ReplayLog<ChatEvent>, 'read' | 'watch'>;
  readonly findLive: (id: string) => LiveTurn | undefined;
  /** How long to wait for what nobody calls out, in milliseconds; 2,000 unless told. */
  readonly patienceMs?: number;
}

/** Whose turn to follow, and after which of its events. */
export interface TurnPlace {
  readonly ownerId: string;
  readonly id: string;
  readonly after: number;
}

/**
 * The events of a turn after number `after`, as they come, to the last one: from this process where
 * the turn runs here, else from the log, and in the end from what was stored. An empty batch comes
 * when nothing has happened for a while.
 *
 * @throws AppError `NOT_FOUND` before the first batch, for a turn that is not the owner's.
 */
export async function* followTurn(
  place: TurnPlace,
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<Events> {
  const live = options.findLive(place.id);
  let { after } = place;
  if (live?.ownerId === place.ownerId) {
    for (;;) {
      const events = live.read(after);
      after = events.at(-1)?.id ?? after;
      if (events.length > 0) yield events;
      if (live.hasEnded()) return;
      if (signal.aborted) return;
      if (live.isAbandoned()) break;
      if (live.read(after).length === 0) await live.changed(signal);
    }
  }
  yield* followLog({ ...place, after }, options, signal);
}

async function* followLog(
  { ownerId, id, after }: TurnPlace,
  { turns, eventLog, patienceMs = 2_000 }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<Events> {
  let last = after;
  let hasGap = false;
  let change = newChange();
  const stored = async () => {
    const turn = await turns.find(ownerId, id);
    if (turn) return turn;
    throw new AppError('NOT_FOUND', 'There is no such turn, or it is too long ago.');
  };
  await stored();
  const unwatch = eventLog.watch(id, () => {
    change.resolve();
  });
  try {
    while (!signal.aborted) {
      change = newChange();
      const events: Events = hasGap ? [] : await eventLog.read(id, last).catch(() => []);
      hasGap ||= !joins(last, events);
      if (!hasGap && events.length > 0) {
        last = events.at(-1)?.id ?? last;
        yield events;
        if (events.some(({ event }) => isLast(event))) return;
        continue;
      }
      const turn = await stored();
      if (turn.status !== 'running') {
        // Whoever ended it may be about to tell so.
        await orLater(change.promise, patienceMs / 4, signal);
        const all = await eventLog.read(id, 0).catch(() => []);
        if (
          all.some((event) => event.id > last) &&
          joins(
            last,
            all.filter((e) => e.id > last),
          )
        ) {
          hasGap = false;
          continue;
        }
        const told = all.filter((event) => event.id <= last);
        const end = missingEnd(turn, await turns.answer(ownerId, id), told);
        yield end.map((event, at) => ({ id: last + 1 + at, event }));
        return;
      }
      yield [];
      await orLater(change.promise, patienceMs, signal);
    }
  } finally {
    unwatch();
  }
}

/** False where events between are lost; one that begins anew makes up for all before it. */
function joins(last: number, [first]: Events): boolean {
  if (first === undefined || first.id === last + 1) return true;
  return first.event.type === 'message-start' || first.event.type === 'text-replaced';
}

/** Waits for `promise`, for `ms` milliseconds, or until `signal` aborts. */
async function orLater(promise: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise: later, resolve } = newChange();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', resolve, { once: true });
  await Promise.race([promise, later]);
  clearTimeout(timer);
  signal.removeEventListener('abort', resolve);
}

function newChange() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
