/** How long seats are held, as a moving average. */
export interface SeatTimes {
  add(heldMs: number): void;
  /** In milliseconds; undefined before the first. */
  averageMs(): number | undefined;
}

/** Of a new time in the average. About the last ten count. */
const weight = 0.2;

export function createSeatTimes(): SeatTimes {
  let average: number | undefined;
  return {
    add(heldMs) {
      average = average === undefined ? heldMs : average + weight * (heldMs - average);
    },
    averageMs: () => average,
  };
}
