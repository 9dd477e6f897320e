import { AppError } from '@atelier/errors';
import type { RemoteTimeouts } from '../options.js';

/** The deadlines of one request. */
export interface ConnectionWatch {
  /** Aborts when a deadline passes, the caller gives up or the engine closes. */
  readonly signal: AbortSignal;
  /** Something arrived: nothing is waited for until `waiting`. */
  heard(): void;
  /** The next piece is waited for; in a settled answer only the end, which has a moment. */
  waiting(state: 'reading' | 'settled'): void;
  /** The deadline that passed, as an error. */
  expired(): AppError | undefined;
  /** Ends the watch, and the connection if it is still open. */
  stop(): void;
}

export function watchConnection(timeouts: RemoteTimeouts, outside: AbortSignal): ConnectionWatch {
  const connection = new AbortController();
  let error: AppError | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let closing: NodeJS.Timeout | undefined;

  const expire = (expiry: AppError) => {
    error ??= expiry;
    connection.abort();
  };
  const listen = (limitMs: number, message: string) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      expire(new AppError('ENGINE_LOST', message));
    }, limitMs);
  };
  const total = setTimeout(() => {
    const message = `The answer took longer than ${seconds(timeouts.totalMs)}.`;
    expire(new AppError('ENGINE_FAILED', message));
  }, timeouts.totalMs);
  const abort = () => {
    connection.abort();
  };
  outside.addEventListener('abort', abort, { once: true });
  if (outside.aborted) abort();
  listen(
    timeouts.connectMs + timeouts.firstByteMs,
    `The chat server did not begin to answer within ${seconds(timeouts.firstByteMs)}.`,
  );

  return {
    signal: connection.signal,
    heard: () => {
      clearTimeout(quiet);
    },
    waiting: (state) => {
      if (state === 'reading') {
        const message = `The chat server said nothing for ${seconds(timeouts.silenceMs)}.`;
        listen(timeouts.silenceMs, message);
        return;
      }
      // Once only: a server that goes on and on does not put it off.
      closing ??= setTimeout(() => {
        expire(new AppError('ENGINE_LOST', 'The chat server did not end its answer.'));
      }, timeouts.closingMs);
    },
    expired: () => error,
    stop() {
      for (const timer of [quiet, closing, total]) clearTimeout(timer);
      outside.removeEventListener('abort', abort);
      connection.abort();
    },
  };
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
