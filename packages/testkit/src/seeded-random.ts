/** Repeatable random numbers: the same seed gives the same row. */
export interface SeededRandom {
  /** 0 ≤ x < 1. */
  next(): number;
  /** An integer, both ends included. */
  integer(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

/** Mulberry32 (Tommy Ettinger, 2017): 32 bits of state, good enough to choose test cases. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    integer,
    pick: (items) => {
      const [item] = items.slice(integer(0, items.length - 1));
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
    bytes: (length) => Uint8Array.from({ length }, () => integer(0, 255)),
  };
}
