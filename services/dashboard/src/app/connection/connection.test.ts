import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { isLost, nextHealthMs } from './connection.js';

describe('connection', () => {
  it('is lost when nobody answers, not when somebody says no', () => {
    expect(isLost(new AppError('SERVER_UNREACHABLE'))).toBe(true);
    expect(isLost(new AppError('DEADLINE_EXCEEDED'))).toBe(true);
    expect(isLost(new AppError('INTERNAL'))).toBe(false);
    expect(isLost(null)).toBe(false);
  });

  it('is looked after more often the worse it is', () => {
    const lost = nextHealthMs(new AppError('SERVER_UNREACHABLE'), false);
    const ill = nextHealthMs(null, false);
    const well = nextHealthMs(null, true);
    expect(lost).toBeLessThan(ill);
    expect(ill).toBeLessThan(well);
    expect(nextHealthMs(new AppError('RATE_LIMITED'), true)).toBe(ill);
  });
});
