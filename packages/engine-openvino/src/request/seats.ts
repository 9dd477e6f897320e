import { AppError } from '@atelier/errors';

/** So many requests at once. */
export interface Seats {
  /** @returns what gives the seat back. @throws AppError `ENGINE_BUSY` when all are taken. */
  take(): () => void;
}

export function createSeats(count: number): Seats {
  let taken = 0;
  return {
    take() {
      if (taken >= count) throw new AppError('ENGINE_BUSY');
      taken += 1;
      let isTaken = true;
      return () => {
        if (isTaken) taken -= 1;
        isTaken = false;
      };
    },
  };
}
