import { AppError } from '@atelier/errors';

/** A request's place in the engine. */
export interface Seat {
  /** Aborts when the caller gives up and when the engine closes. */
  readonly signal: AbortSignal;
  /**
   * True once the caller gave up.
   *
   * @throws AppError `ENGINE_LOST` once the engine has closed.
   */
  cancelled(): boolean;
  leave(): void;
}

/** The seats of an engine: so many requests at once, and none after `close`. */
export interface Seats {
  /** @throws AppError `ENGINE_BUSY` when every seat is taken, `ENGINE_LOST` after `close`. */
  take(signal: AbortSignal): Seat;
  close(): void;
}

export function createSeats(maxConcurrency: number): Seats {
  const taken = new Set<AbortController>();
  let closed = false;
  return {
    take(signal) {
      if (closed) throw new AppError('ENGINE_LOST', 'The mock engine is closed.');
      if (taken.size >= maxConcurrency) throw new AppError('ENGINE_BUSY');
      const lost = new AbortController();
      taken.add(lost);
      return {
        signal: AbortSignal.any([signal, lost.signal]),
        cancelled() {
          if (lost.signal.aborted) throw new AppError('ENGINE_LOST', 'The mock engine has closed.');
          return signal.aborted;
        },
        leave: () => taken.delete(lost),
      };
    },
    close() {
      closed = true;
      for (const lost of taken) lost.abort();
    },
  };
}
