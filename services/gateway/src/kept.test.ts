import { describe, expect, it } from '@jest/globals';
import { createKept } from './kept.js';

/** A value that counts its readings, under a clock that is moved by hand. */
function counted(tookMs: number) {
  let clock = 0;
  let readings = 0;
  const kept = createKept({
    read: async () => {
      readings += 1;
      const number = readings;
      await Promise.resolve();
      clock += tookMs;
      if (number === 3) throw new Error('no');
      return number;
    },
    keepMs: 100,
    now: () => clock,
  });
  return { kept, pass: (ms: number) => (clock += ms) };
}

describe('createKept', () => {
  it('shares one reading, also while it goes on', async () => {
    const { kept, pass } = counted(0);
    expect(await Promise.all([kept(), kept()])).toEqual([1, 1]);
    pass(99);
    expect(await kept()).toBe(1);
    pass(1);
    expect(await kept()).toBe(2);
  });

  it('reads more rarely what takes long', async () => {
    const { kept, pass } = counted(50);
    expect(await kept()).toBe(1);
    pass(999);
    expect(await kept()).toBe(1);
    pass(1);
    expect(await kept()).toBe(2);
  });

  it('keeps no failure', async () => {
    const { kept, pass } = counted(0);
    await kept();
    pass(100);
    await kept();
    pass(100);
    await expect(kept()).rejects.toThrow('no');
    expect(await kept()).toBe(4);
  });
});
