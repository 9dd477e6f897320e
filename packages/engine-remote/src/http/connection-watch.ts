import { AppError } from '@atelier/errors';
import type { RemoteTimeouts } from '../options.js';

/** The deadlines of one request. */
export interface ConnectionWatch {
  /** Aborts when a deadline passes, the caller gives up or the engine closes. */
  readonly signal: AbortSignal;
  /** Something arrived. */
  heard(): void;
  /** The answer is whole: the rest of the stream has a moment only. */
  settled(): void;
  /** The deadline that passed, as an error. */
  expired(): AppError | undefined;
  /** Ends the watch, and the connection if it is still open. */
  stop(): void;
}

export function watchConnection(timeouts: RemoteTimeouts, outside: AbortSignal): ConnectionWatch {
  const connection = new AbortController();
  let error: AppError | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let closing = false;

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
    heard() {
      if (closing) return;
      listen(
        timeouts.silenceMs,
        `The chat server said nothing for ${seconds(timeouts.silenceMs)}.`,
      );
    },
    settled() {
      if (closing) return;
      closing = true;
      listen(timeouts.closingMs, 'The chat server did not end its answer.');
    },
    expired: () => error,
    stop() {
      clearTimeout(quiet);
      clearTimeout(total);
      outside.removeEventListener('abort', abort);
      connection.abort();
    },
  };
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
