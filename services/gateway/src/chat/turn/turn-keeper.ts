import type { ChatEvent, ChatReply } from '@atelier/contracts';
import type { Database, RunningTurn } from '@atelier/database';
import { AppError, toAppError, toWireError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import type { CancelWatch, ReplayLog } from '@atelier/queue';
import { createLoop } from '../../loop.js';
import { endEvents, errorEvent } from './end-events.js';
import { createLiveTurn, isLast, type LiveTurn } from './live-turn.js';
import { takeTurn, type TakeTurnOptions } from './take-turn.js';
import type { Turn } from './turn.js';

export interface TurnKeeperOptions extends TakeTurnOptions {
  readonly database: Database;
  readonly eventLog: ReplayLog<ChatEvent>;
  readonly cancels: Pick<CancelWatch, 'watch'>;
  readonly log: Logger;
  /** A turn of a gateway that was silent this long is taken up by another, in milliseconds. */
  readonly leaseMs?: number;
  /** Makes a turn of one that was accepted before, with this logger. */
  readonly toTurn: (running: RunningTurn, log: Logger) => Turn;
  /** Called with each turn that was committed. */
  readonly onTaken: (turn: Turn, reply: ChatReply) => void;
}

/** A turn that runs here. */
export interface KeptTurn {
  readonly live: LiveTurn;
  /** Rejects with an AppError. */
  readonly reply: Promise<ChatReply>;
}

/** Runs turns to their end, whoever listens; also those of gateways that died. */
export interface TurnKeeper {
  /** Runs a turn whose events nobody but its caller will ask for. */
  run(turn: Turn): KeptTurn;
  /** Runs a turn that is kept in the database, and can be followed from anywhere. */
  runAccepted(turn: Turn, attempts: number): KeptTurn;
  /** The turn, while it runs here, and until all of it is in the log. */
  find(id: string): LiveTurn | undefined;
  /** Running turns are left to other gateways, or end with `SHUTTING_DOWN`. */
  abort(): void;
  /** Resolves once every running turn has come to its end. */
  stop(): Promise<void>;
}

/** How long a gateway may be silent until another takes up its turns, in milliseconds. */
export const turnLeaseMs = 8_000;
const renewShare = 3;
const lookEveryMs = 1_000;
const takeAtOnce = 20;
/** A turn that was taken up so often has killed its gateway each time. */
const maxAttempts = 3;
/** Ids of a turn whose log was lost go on far above all that came before. */
const lostLogGap = 1_000_000;

const noLog = { append: () => Promise.resolve() };

export function createTurnKeeper(options: TurnKeeperOptions): TurnKeeper {
  const { database, eventLog, cancels, log, leaseMs = turnLeaseMs } = options;
  const kept = new Map<string, LiveTurn>();
  const accepted = new Set<string>();
  const stops = new Map<string, AbortController>();
  const works = new Set<Promise<unknown>>();
  let stopping: AppError | undefined;

  const start = (turn: Turn, live: LiveTurn, attempts: number | undefined): KeptTurn => {
    const stop = new AbortController();
    if (stopping) stop.abort(stopping);
    kept.set(turn.id, live);
    stops.set(turn.id, stop);
    if (attempts !== undefined) accepted.add(turn.id);
    const cancelled = () => {
      stop.abort(new AppError('CANCELLED'));
    };
    const unwatch = cancels.watch(turn.id, cancelled);
    const work = async () => {
      try {
        const { reply, picture } = await takeTurn(turn, live, stop.signal, options);
        for (const event of endEvents(reply, picture)) live.say(event);
        options.onTaken(turn, reply);
        return reply;
      } catch (error) {
        await failed(turn, live, attempts, error);
        throw toAppError(error);
      } finally {
        unwatch();
        stops.delete(turn.id);
        accepted.delete(turn.id);
        void forget(live);
      }
    };
    const reply = work();
    // Whoever follows the events has no use for it.
    const over = reply.then(
      () => undefined,
      () => undefined,
    );
    works.add(over);
    void over.then(() => works.delete(over));
    return { live, reply };
  };

  const failed = async (
    turn: Turn,
    live: LiveTurn,
    attempts: number | undefined,
    error: unknown,
  ) => {
    const { code } = toAppError(error);
    const isLeft = attempts !== undefined && (code === 'FENCE_LOST' || code === 'SHUTTING_DOWN');
    if (code === 'INTERNAL') turn.log.error('turn.failed', errorFields(error));
    else turn.log.info('turn.failed', { code });
    if (isLeft) {
      live.abandon();
      if (code === 'SHUTTING_DOWN') await release([turn.id]);
      return;
    }
    if (attempts !== undefined) {
      const isMine = await database.turns
        .fail({ id: turn.id, attempts }, toWireError(error))
        .catch((failure: unknown) => {
          turn.log.warn('turn.not-failed', errorFields(failure));
          return true;
        });
      if (!isMine) {
        live.abandon();
        return;
      }
    }
    live.say(errorEvent(error));
  };
  const release = (ids: readonly string[]) =>
    database.turns.release(ids).catch((error: unknown) => {
      log.warn('turn.not-released', errorFields(error));
    });

  /** Readers are served from memory until everything is in the log. */
  const forget = async (live: LiveTurn) => {
    await live.written();
    if (kept.get(live.id) === live) kept.delete(live.id);
  };

  const takeUp = async (running: RunningTurn) => {
    const { id, ownerId, attempts } = running;
    const own = log.child({ requestId: running.requestId });
    own.warn('turn.taken-up', { attempt: attempts });
    const before = await eventLog.read(id, 0).catch(() => []);
    const said = before.map(({ event }) => event);
    if (attempts > maxAttempts || said.some(isLast)) {
      await database.turns.fail(running, toWireError(new AppError('GAVE_UP')));
      return;
    }
    const isLost = said[0]?.type !== 'message-start';
    const live = createLiveTurn({
      id,
      ownerId,
      log: eventLog,
      ...(isLost ? { firstId: attempts * lostLogGap } : { before }),
    });
    if (isLost) {
      live.say(startEvent(running));
      live.say({ type: 'text-replaced', text: '' });
    }
    start(options.toTurn(running, own), live, attempts);
  };

  const renewing = createLoop({
    pass: () => database.turns.renew([...accepted], leaseMs),
    everyMs: leaseMs / renewShare,
    onError: (error) => {
      log.warn('turn.not-renewed', errorFields(error));
    },
  });
  const looking = createLoop({
    async pass() {
      const lapsed = await database.turns.takeLapsed(leaseMs, takeAtOnce);
      for (const running of lapsed) if (!accepted.has(running.id)) await takeUp(running);
    },
    everyMs: lookEveryMs,
    onError: (error) => {
      log.warn('turn.not-looked-for', errorFields(error));
    },
  });

  return {
    run(turn) {
      const live = createLiveTurn({ id: turn.id, ownerId: turn.ownerId, log: noLog });
      return start(turn, live, undefined);
    },
    runAccepted(turn, attempts) {
      const live = createLiveTurn({ id: turn.id, ownerId: turn.ownerId, log: eventLog });
      live.say(startEvent(turn));
      return start(turn, live, attempts);
    },
    find: (id) => kept.get(id),
    abort() {
      stopping = new AppError('SHUTTING_DOWN', 'Atelier is stopping. Send it again shortly.');
      for (const stop of stops.values()) stop.abort(stopping);
    },
    async stop() {
      await looking.stop();
      await Promise.all(works);
      await renewing.stop();
      await Promise.all([...kept.values()].map((live) => live.written()));
    },
  };
}

function startEvent(turn: Pick<RunningTurn, 'id' | 'conversationId'>): ChatEvent {
  return {
    type: 'message-start',
    message_id: turn.id,
    conversation_id: turn.conversationId,
  };
}
