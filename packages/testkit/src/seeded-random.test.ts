import { describe, expect, it } from '@jest/globals';
import { seededRandom } from './seeded-random.js';

const row = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: 50 }, () => random.integer(1, 6));
};

describe('seededRandom', () => {
  it('repeats itself for a seed, and only for that', () => {
    expect(row(7)).toEqual(row(7));
    expect(row(7)).not.toEqual(row(8));
  });

  it('reaches both ends and nothing beyond', () => {
    expect([...new Set(row(1))].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('picks from what there is', () => {
    const random = seededRandom(3);
    const picked = Array.from({ length: 50 }, () => random.pick(['a', 'b', 'c']));
    expect([...new Set(picked)].sort()).toEqual(['a', 'b', 'c']);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
