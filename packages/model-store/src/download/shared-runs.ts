import { AppError } from '@atelier/errors';
import type { ModelDownloadEvent } from '@atelier/contracts';

type Listener = (event: ModelDownloadEvent) => void;

interface Run<T> {
  readonly result: Promise<T>;
  readonly listeners: Set<Listener>;
  readonly aborter: AbortController;
  members: number;
  /** Told to whoever joins later. */
  planned: ModelDownloadEvent | undefined;
}

export interface Member {
  readonly onEvent: Listener | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Lets several callers share one piece of work by id. It is ended when all of them have left. */
export function createSharedRuns<T>() {
  const runs = new Map<string, Run<T>>();

  const start = (id: string, work: (emit: Listener, signal: AbortSignal) => Promise<T>): Run<T> => {
    const aborter = new AbortController();
    const listeners = new Set<Listener>();
    const emit: Listener = (event) => {
      if (event.type === 'planned') run.planned = event;
      for (const listener of listeners) listener(event);
    };
    const result = Promise.resolve()
      .then(() => work(emit, aborter.signal))
      .finally(() => runs.delete(id));
    // Everybody may have left by the time that it fails.
    result.catch(() => undefined);
    const run: Run<T> = { result, listeners, aborter, members: 0, planned: undefined };
    runs.set(id, run);
    return run;
  };

  return {
    async join(
      id: string,
      { onEvent, signal }: Member,
      work: (emit: Listener, signal: AbortSignal) => Promise<T>,
    ): Promise<T> {
      if (signal?.aborted === true) throw cancelled(signal);
      // One that is on its way out is nobody's to join.
      for (let old = runs.get(id); old?.aborter.signal.aborted === true; old = runs.get(id)) {
        await old.result.catch(() => undefined);
      }
      const run = runs.get(id) ?? start(id, work);
      run.members += 1;
      if (onEvent) run.listeners.add(onEvent);
      if (onEvent && run.planned) onEvent(run.planned);
      const onAbort = () => {
        run.members -= 1;
        if (run.members === 0) run.aborter.abort(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        // Whoever is the last to leave waits until all files are closed.
        return await Promise.race([run.result, leaving(run, signal)]);
      } catch (error) {
        throw hasLeft(signal) ? cancelled(signal) : error;
      } finally {
        signal?.removeEventListener('abort', onAbort);
        if (onEvent) run.listeners.delete(onEvent);
      }
    },
    cancel(id: string): boolean {
      const run = runs.get(id);
      run?.aborter.abort(new AppError('CANCELLED', 'The download was cancelled.'));
      return run !== undefined;
    },
    async cancelAll(): Promise<void> {
      const all = [...runs.values()];
      for (const { aborter } of all) aborter.abort(new AppError('CANCELLED'));
      await Promise.allSettled(all.map(({ result }) => result));
    },
  };

  function leaving(run: Run<T>, signal: AbortSignal | undefined): Promise<never> {
    return new Promise((_, reject) => {
      const onAbort = () => {
        const leave = () => {
          reject(cancelled(signal));
        };
        if (run.members > 0) leave();
        else run.result.then(leave, leave);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

function cancelled(signal: AbortSignal | undefined): AppError {
  return new AppError('CANCELLED', 'The download was cancelled.', { cause: signal?.reason });
}

/** A function, because the compiler takes the flag for a constant. */
function hasLeft(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
