import { describe, expect, it } from '@jest/globals';
import { createFairLine } from './fair-line.js';

describe('the line', () => {
  it('serves one owner after the other', () => {
    const line = createFairLine<string>(10);
    for (const item of ['a1', 'a2', 'a3']) line.push('ann', item);
    line.push('bob', 'b1');
    line.push('cid', 'c1');
    expect(Array.from({ length: 6 }, () => line.shift())).toEqual([
      ...['a1', 'b1', 'c1', 'a2', 'a3'],
      undefined,
    ]);
  });

  it('gives one owner half of its places', () => {
    const line = createFairLine<number>(4);
    expect([1, 2, 3].map((item) => line.push('ann', item))).toEqual([true, true, false]);
    expect([4, 5].map((item) => line.push('bob', item))).toEqual([true, true]);
    expect(line.push('cid', 6)).toBe(false);
    line.shift();
    expect(line.push('cid', 6)).toBe(true);
  });

  it('forgets who leaves', () => {
    const line = createFairLine<number>(4);
    line.push('ann', 1);
    line.push('ann', 2);
    line.remove('ann', 1);
    line.remove('ann', 1);
    line.remove('bob', 1);
    expect([line.shift(), line.shift()]).toEqual([2, undefined]);
    expect([3, 4, 5].map((item) => line.push('ann', item))).toEqual([true, true, false]);
  });
});
