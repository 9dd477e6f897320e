import { describe, expect, it } from '@jest/globals';
import { isConsumed } from './is-consumed.js';

const now = 1_000_000;

describe('isConsumed', () => {
  it.each([
    ['no worker, nothing waits', { workers: 0 }, false],
    ['a worker, nothing waits', { workers: 1 }, true],
    ['a job came just now', { workers: 1, oldestWaitingAt: now - 5_000 }, true],
    ['a job waits long and nothing happens', { workers: 1, oldestWaitingAt: now - 60_000 }, false],
    [
      'jobs wait long behind one that makes progress',
      { workers: 1, oldestWaitingAt: now - 60_000, lastEventAt: now - 2_000 },
      true,
    ],
    [
      'the last sign of work is old: a worker that only says it lives',
      { workers: 3, oldestWaitingAt: now - 60_000, lastEventAt: now - 45_000 },
      false,
    ],
  ])('%s', (_name, facts, expected) => {
    expect(isConsumed({ now, oldestWaitingAt: undefined, lastEventAt: undefined, ...facts })).toBe(
      expected,
    );
  });
});
