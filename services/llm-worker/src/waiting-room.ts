import { AppError } from '@atelier/errors';

/** Seats in the engine, and a bounded, first come first served room before it. */
export interface WaitingRoom {
  /**
   * Resolves, once a seat is free, with the function that frees it again.
   *
   * @throws AppError `ENGINE_BUSY` when the room is full, `SHUTTING_DOWN` once it is closed, and
   *   the signal's reason when that aborts.
   */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Sends away who waits. Who has a seat keeps it. */
  close(): void;
  running(): number;
  waiting(): number;
}

export interface WaitingRoomOptions {
  readonly seats: number;
  readonly maxWaiting: number;
}

interface Guest {
  admit(): void;
  refuse(error: Error): void;
}

const retryAfterMs = 2_000;

export function createWaitingRoom({ seats, maxWaiting }: WaitingRoomOptions): WaitingRoom {
  const guests = new Set<Guest>();
  let running = 0;
  let closed = false;

  const leave = () => {
    running -= 1;
    const [next] = guests;
    next?.admit();
  };
  const takeSeat = () => {
    running += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  };
  const wait = (signal: AbortSignal) =>
    new Promise<() => void>((resolve, reject) => {
      const gone = () => {
        guest.refuse(signal.reason as Error);
      };
      const forget = () => {
        guests.delete(guest);
        signal.removeEventListener('abort', gone);
      };
      const guest: Guest = {
        admit() {
          forget();
          resolve(takeSeat());
        },
        refuse(error) {
          forget();
          reject(error);
        },
      };
      guests.add(guest);
      signal.addEventListener('abort', gone, { once: true });
    });

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (closed) throw new AppError('SHUTTING_DOWN');
      if (running < seats && guests.size === 0) return takeSeat();
      if (guests.size >= maxWaiting) {
        throw new AppError('ENGINE_BUSY', 'Too many requests are waiting. Try again shortly.', {
          retryAfterMs,
        });
      }
      return wait(signal);
    },
    close() {
      closed = true;
      for (const guest of guests) guest.refuse(new AppError('SHUTTING_DOWN'));
    },
    running: () => running,
    waiting: () => guests.size,
  };
}
