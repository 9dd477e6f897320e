import { describe, expect, it } from '@jest/globals';
import type { Job } from 'bullmq';
import { z } from 'zod';
import { startAttempt } from './attempt.js';

describe('startAttempt', () => {
  it('hears of a cancel that comes while it asks whether there was one', async () => {
    let call: () => void = () => undefined;
    let ran = false;
    const settings = {
      job: {
        ...{ queue: 'q', name: 'n', attempts: 1, backoffMs: 1, timeoutMs: 60_000 },
        input: z.object({}),
      },
      ...{ lockMs: 60_000, maxStarts: 10, postponeMs: 1, graceMs: 60_000 },
      cancels: {
        // Redis has answered "no", and says at once that there is one now.
        isCancelled() {
          call();
          return Promise.resolve(false);
        },
        watch(_id: string, onCancelled: () => void) {
          call = onCancelled;
          return () => undefined;
        },
        close: () => undefined,
      },
      handler: () => {
        ran = true;
        return Promise.resolve();
      },
    };
    const taken = {
      ...{ id: 'job-a', name: 'n', data: {}, opts: {}, attemptsStarted: 1, attemptsMade: 0 },
      extendLock: () => Promise.resolve(1),
      moveToFailed: () => Promise.resolve(),
    };
    const { outcome } = await startAttempt(settings, taken as unknown as Job, 'token').ended;
    expect([outcome, ran]).toEqual(['cancelled', false]);
  });
});
