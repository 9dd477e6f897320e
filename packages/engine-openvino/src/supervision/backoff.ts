export interface Backoff {
  /** How long to wait before the next start, in milliseconds; longer each time. */
  next(): number;
  /** The process has proved itself. */
  reset(): void;
}

const firstMs = 100;
const longestMs = 30_000;

/** Doubles from 0.1 s to 30 s; the first restart comes at once. */
export function createBackoff(): Backoff {
  let attempts = 0;
  return {
    next() {
      const wait = attempts === 0 ? 0 : firstMs * 2 ** (attempts - 1);
      attempts += 1;
      return Math.min(wait, longestMs);
    },
    reset() {
      attempts = 0;
    },
  };
}
