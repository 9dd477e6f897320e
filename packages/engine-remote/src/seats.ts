import { AppError } from '@atelier/errors';

/** The places for requests that run at the same time. */
export interface Seats {
  /**
   * Takes a place; its signal aborts when the engine closes.
   *
   * @throws AppError `ENGINE_BUSY` when every place is taken, `ENGINE_LOST` after `close`.
   */
  take(): { readonly closed: AbortSignal; leave(): void };
  close(): void;
}

export function createSeats(count: number): Seats {
  // One controller a place: a listener on a shared signal would outlive its request.
  const taken = new Set<AbortController>();
  let open = true;
  return {
    take() {
      if (!open) throw engineClosed();
      if (taken.size >= count) throw new AppError('ENGINE_BUSY');
      const controller = new AbortController();
      taken.add(controller);
      return {
        closed: controller.signal,
        leave: () => {
          taken.delete(controller);
        },
      };
    },
    close() {
      open = false;
      for (const controller of taken) controller.abort();
    },
  };
}

export function engineClosed(): AppError {
  return new AppError('ENGINE_LOST', 'The connection to the chat server is closed.');
}
