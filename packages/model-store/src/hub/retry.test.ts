import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { unreachable } from './hub-error.js';
import { defaultHubLimits } from './hub-settings.js';
import { parseRetryAfter, retryDelayMs } from './retry.js';

const limits = { ...defaultHubLimits, attempts: 5, retryMs: 100, maxRetryMs: 500 };

describe('retryDelayMs', () => {
  it('doubles within bounds, and varies by half', () => {
    const delays = (random: number) =>
      [1, 2, 3, 4, 5].map((attempt) =>
        retryDelayMs(limits, attempt, unreachable('x'), () => random),
      );
    expect(delays(1)).toEqual([100, 200, 400, 500, undefined]);
    expect(delays(0)).toEqual([50, 100, 200, 250, undefined]);
  });

  it('waits at least as long as the hub asks, and not for one that asks too much', () => {
    const after = (retryAfterMs: number) =>
      retryDelayMs(limits, 1, unreachable('x', { retryAfterMs }), () => 1);
    expect(after(2_000)).toBe(2_000);
    expect(after(10)).toBe(100);
    expect(after(300_001)).toBeUndefined();
  });

  it.each(['HUB_REFUSED', 'MODEL_REJECTED', 'STORAGE_FULL', 'CANCELLED', 'INTERNAL'] as const)(
    'knows that another try does not help after %s',
    (code) => {
      expect(retryDelayMs(limits, 1, new AppError(code))).toBeUndefined();
    },
  );
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    ['9999999999999', undefined],
    [undefined, undefined],
  ])('reads %p as %p ms', (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });
});
