import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that follow from the words alone. */
export type Random = () => number;

/** mulberry32 (Tommy Ettinger, public domain), started from a hash of the words. */
export function createRandom(...words: readonly (string | number)[]): Random {
  let state = createHash('sha256').update(words.join('\0')).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
