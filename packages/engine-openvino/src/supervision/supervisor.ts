import type { RuntimeLoad, RuntimeLoadGauges } from '@atelier/contracts';
import { AppError, toAppError } from '@atelier/errors';
import type { EngineLog } from '../engine-log.js';
import { createBackoff } from './backoff.js';
import type { Session } from './session.js';

export type EngineState = 'loading' | 'ready' | 'restarting' | 'unloaded' | 'closed';

export interface SupervisorOptions {
  readonly start: (load: RuntimeLoad) => Promise<Session>;
  readonly load: RuntimeLoad;
  readonly log: EngineLog;
  /** Frees the model after that much time without a request, in milliseconds. */
  readonly unloadAfterIdleMs?: number;
  /** How long requests of a replaced model may still run, in milliseconds. */
  readonly drainWithinMs: number;
}

/** Keeps one runtime process alive, and replaces it. */
export interface Supervisor {
  state(): EngineState;
  pid(): number | undefined;
  /** Times that a process was lost that was not told to end. */
  losses(): number;
  gauges(): RuntimeLoadGauges | undefined;
  /**
   * A session to work with, held until `release`. An unloaded model is loaded first.
   *
   * @throws AppError `ENGINE_LOST` while the process restarts and after `close`.
   */
  lease(): Promise<{ readonly session: Session; readonly release: () => void }>;
  /** A request came to its end: the process works. */
  proved(): void;
  /**
   * Loads another model beside the present one, then moves over; running requests end where they
   * began. When the new one does not load, the present one stays.
   */
  swap(load: RuntimeLoad): Promise<Session>;
  /** Ends the process; running requests fail with `ENGINE_LOST`. Resolves when it is gone. */
  close(): Promise<void>;
}

/** Starts the first process. @throws AppError as `startSession` does. */
export async function createSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { log } = options;
  const backoff = createBackoff();
  let load = options.load;
  let state: EngineState = 'loading';
  let current: Session | undefined;
  let loading: Promise<Session> | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let leases = 0;
  let losses = 0;
  const draining = new Set<Promise<void>>();
  const isClosed = () => state === 'closed';

  const adopt = (session: Session) => {
    current = session;
    state = 'ready';
    restIfIdle();
    void session.ended.then(() => {
      if (current !== session) return;
      current = undefined;
      if (isClosed()) return;
      losses += 1;
      state = 'restarting';
      restartLater();
    });
  };
  const restartLater = () => {
    const waitMs = backoff.next();
    log('warn', 'engine.restarting', `in ${waitMs} ms`);
    restartTimer = setTimeout(() => {
      startAgain().catch(() => {
        if (state === 'restarting') restartLater();
      });
    }, waitMs);
    restartTimer.unref();
  };
  const startAgain = async () => {
    loading ??= options.start(load).finally(() => {
      loading = undefined;
    });
    const wanted = load;
    const session = await loading;
    // Closed, or moved over to another model meanwhile.
    if (isClosed() || wanted !== load) {
      await session.close();
      if (current) return current;
      throw closedError();
    }
    if (current !== session) adopt(session);
    return session;
  };
  const restIfIdle = () => {
    clearTimeout(idleTimer);
    if (options.unloadAfterIdleMs === undefined || leases > 0 || state !== 'ready') return;
    idleTimer = setTimeout(() => {
      const session = current;
      current = undefined;
      state = 'unloaded';
      log('info', 'engine.unloaded', 'nobody asked for a while');
      if (session) drainAway(session);
    }, options.unloadAfterIdleMs);
    idleTimer.unref();
  };
  const drainAway = (session: Session) => {
    const drained = session.drain(options.drainWithinMs).finally(() => draining.delete(drained));
    draining.add(drained);
  };

  adopt(await options.start(load));

  return {
    state: () => state,
    pid: () => current?.pid,
    losses: () => losses,
    gauges: () => current?.gauges(),
    async lease() {
      clearTimeout(idleTimer);
      leases += 1;
      try {
        const session = current ?? (await wake());
        const releaseSession = session.hold();
        const release = () => {
          releaseSession();
          leases -= 1;
          restIfIdle();
        };
        return { session, release };
      } catch (error) {
        leases -= 1;
        throw toAppError(error, 'ENGINE_LOST');
      }
    },
    proved: () => {
      backoff.reset();
    },
    async swap(next) {
      if (isClosed()) throw closedError();
      const session = await options.start(next);
      if (isClosed()) {
        await session.close();
        throw closedError();
      }
      clearTimeout(restartTimer);
      load = next;
      const replaced = current;
      adopt(session);
      if (replaced) drainAway(replaced);
      return session;
    },
    async close() {
      state = 'closed';
      clearTimeout(restartTimer);
      clearTimeout(idleTimer);
      const starting = loading?.then(
        (session) => session.close(),
        () => undefined,
      );
      await Promise.all([current?.close(), starting, ...draining]);
    },
  };

  async function wake(): Promise<Session> {
    if (isClosed()) throw closedError();
    if (state === 'restarting') {
      throw new AppError('ENGINE_LOST', undefined, { retryAfterMs: 1_000 });
    }
    state = 'loading';
    return startAgain().catch((error: unknown) => {
      if (state === 'loading') state = 'unloaded';
      throw error;
    });
  }
}

function closedError(): AppError {
  return new AppError('ENGINE_LOST', 'The engine is closed.');
}
