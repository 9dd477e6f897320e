import { describe, expect, it } from '@jest/globals';
import { stepMsOf } from './cancel-one.js';
import { toFindings } from './command.js';

describe('cancel', () => {
  it('counts in steps of the same drawing', () => {
    const found = toFindings([
      { stepMs: 100, stepsAfter: 1, sentToHeardMs: 10, heardToFreeMs: 80, answeredToFreeMs: 60 },
      { stepMs: 10, stepsAfter: 2, sentToHeardMs: 5, heardToFreeMs: 10, answeredToFreeMs: 20 },
    ]);
    expect(found.findings.map(({ value }) => value)).toEqual([2, 50, 2, 2, 50]);
  });

  it('takes the mean of what steps took', () => {
    const at = [100, 150, 160, 172, 300];
    expect(stepMsOf(at.map((ms) => ({ what: 'step', at: ms })))).toBe(50);
  });
});
