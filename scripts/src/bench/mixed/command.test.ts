import { describe, expect, it } from '@jest/globals';
import { createTally } from '../sessions/tally.js';
import { toFindings } from './command.js';

const result = (firstTokens: number[], stepsPerSecond: number) => ({
  chat: { ...createTally(), firstTokens },
  stepsPerSecond,
});

describe('mixed', () => {
  it('compares each with itself alone, and keeps rounds apart where machines drift', () => {
    const found = toFindings([
      { chat: result([10, 20], 0), drawing: result([], 100), both: result([30, 30], 70) },
      { chat: result([10, 20], 0), drawing: result([], 50), both: result([30, 30], 20) },
      { chat: result([10, 20], 0), drawing: result([], 10), both: result([30, 30], 8) },
    ]);
    expect(found.findings.map(({ value }) => value)).toEqual([1.5, 1.5, 70]);
  });
});
