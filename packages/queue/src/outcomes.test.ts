import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { endingOf, isLast } from './outcomes.js';

const first = { started: 1, used: 0, allowed: 3, postponeMs: 2_000 };

describe('endingOf', () => {
  it('retries what can help until the attempts are used up', () => {
    const error = new AppError('ENGINE_FAILED');
    expect(endingOf(error, first)).toEqual({ outcome: 'retrying', error });
    expect(endingOf(error, { ...first, started: 3, used: 2 })).toEqual({
      outcome: 'failed',
      error,
    });
  });

  it('fails at once what a retry can not help, and errors of unknown kind', () => {
    expect(endingOf(new AppError('INVALID_INPUT'), first).outcome).toBe('failed');
    const unknown = endingOf(new TypeError('oops'), first);
    expect(unknown).toMatchObject({ outcome: 'failed', error: { code: 'INTERNAL' } });
  });

  it('hands back at once when the process stops', () => {
    const ending = endingOf(new AppError('SHUTTING_DOWN'), { ...first, used: 2 });
    expect(ending).toMatchObject({ outcome: 'returned' });
    expect(ending.delayMs).toBeUndefined();
  });

  it('postpones for longer each time, up to a minute, on the last attempt too', () => {
    const waits = [1, 2, 3, 10, 500].map(
      (started) => endingOf(new AppError('STORAGE_FULL'), { ...first, started }).delayMs,
    );
    expect(waits).toEqual([2_000, 4_000, 8_000, 60_000, 60_000]);
    const later = { ...first, started: 3, used: 2 };
    expect(endingOf(new AppError('ENGINE_LOST'), later)).toMatchObject({
      outcome: 'returned',
      delayMs: 2_000,
    });
  });

  it('waits as long as the error asks', () => {
    const error = new AppError('ENGINE_BUSY', undefined, { retryAfterMs: 30_000 });
    expect(endingOf(error, first).delayMs).toBe(30_000);
  });

  it('changes nothing when the fence is lost', () => {
    expect(endingOf(new AppError('FENCE_LOST'), first).outcome).toBe('lost');
    expect(endingOf(new AppError('CANCELLED'), first).outcome).toBe('cancelled');
  });
});

describe('isLast', () => {
  it('is true for the attempt after which none follows', () => {
    expect([0, 1, 2].map((used) => isLast({ used, allowed: 3 }))).toEqual([false, false, true]);
  });
});
