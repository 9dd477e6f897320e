import { AppError } from '@atelier/errors';

export interface SeatsOptions {
  /** Pieces of work at once. */
  readonly seats: number;
  /** Pieces of work that may wait for a seat. */
  readonly waiting: number;
}

/** Runs work, a few pieces at a time and in the order they came. */
export type InSeat = <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** The work fails with AppError `ENGINE_BUSY` when too much waits, and `CANCELLED` by its signal. */
export function createSeats({ seats, waiting }: SeatsOptions): InSeat {
  const line: (() => void)[] = [];
  let taken = 0;

  const leave = () => {
    const next = line.shift();
    if (next) next();
    else taken -= 1;
  };
  const enter = async () => {
    if (taken < seats) {
      taken += 1;
      return;
    }
    if (line.length >= waiting) {
      throw new AppError(
        'ENGINE_BUSY',
        'Many pictures are being converted. Try again in a moment.',
      );
    }
    // Whoever leaves gives his seat on.
    await new Promise<void>((resolve) => line.push(resolve));
  };

  return async (work, signal) => {
    await enter();
    try {
      if (signal.aborted) throw new AppError('CANCELLED');
      return await work();
    } finally {
      leave();
    }
  };
}
