import { describe, expect, it } from '@jest/globals';
import { stepMsOf } from './cancel-one.js';
import { toFindings } from './command.js';

describe('cancel', () => {
  it('counts in steps of the same drawing', () => {
    const found = toFindings([
      { stepMs: 100, sentToFreeMs: 90, answeredToFreeMs: 80 },
      { stepMs: 10, sentToFreeMs: 25, answeredToFreeMs: 20 },
    ]);
    expect(found.findings.map(({ value }) => value)).toEqual([2, 2, 2, 2.5, 50]);
  });

  it('takes the mean of what steps took', () => {
    const at = [100, 150, 160, 172, 300];
    expect(stepMsOf(at.map((ms) => ({ what: 'step', at: ms })))).toBe(50);
  });
});
