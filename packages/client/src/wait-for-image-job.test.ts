import { describe, expect, it } from '@jest/globals';
import type { ImageJobStatus, ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { pause, waitForImageJob } from './wait-for-image-job.js';

const id = '0190c0de-0000-7000-8000-000000000001';

function jobIn(status: ImageJobStatus): ImageJobView {
  return {
    id,
    kind: 'generate',
    status,
    progress: 0,
    step: 0,
    steps: 20,
    settings: {
      prompt: 'a fox',
      negative_prompt: '',
      width: 64,
      height: 64,
      steps: 20,
      cfg_scale: 7.5,
      seed: 1,
      count: 1,
      format: 'png',
    },
    images: [],
    warnings: [],
    created_at: '2026-01-01T00:00:00.000Z',
  };
}

/** A clock that moves only when it is waited on, and a job that answers from a list. */
function scripted(answers: readonly (ImageJobStatus | AppError)[]) {
  const pauses: number[] = [];
  let clock = 0;
  let reads = 0;
  const deps = {
    read: () => {
      const answer = answers[Math.min(reads++, answers.length - 1)];
      if (answer === undefined) throw new Error('no answers');
      return answer instanceof AppError ? Promise.reject(answer) : Promise.resolve(jobIn(answer));
    },
    pause: (ms: number) => {
      pauses.push(ms);
      clock += ms;
      return Promise.resolve();
    },
    now: () => clock,
  };
  return { deps, pauses, reads: () => reads };
}

describe('waitForImageJob', () => {
  it.each(['succeeded', 'failed', 'cancelled'] as const)('ends at %s', async (status) => {
    const { deps, reads } = scripted(['queued', 'running', status]);
    const seen: string[] = [];
    const job = await waitForImageJob(deps, id, {
      timeoutMs: 60_000,
      onProgress: (state) => seen.push(state.status),
    });
    expect(job.status).toBe(status);
    expect(seen).toEqual(['queued', 'running', status]);
    expect(reads()).toBe(3);
  });

  it('asks less and less often, and never rarer than every two seconds', async () => {
    const { deps, pauses } = scripted([...Array<ImageJobStatus>(9).fill('queued'), 'succeeded']);
    await waitForImageJob(deps, id, { timeoutMs: 60_000 });
    expect(pauses[0]).toBe(250);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(2000);
  });

  it('waits a restart of the server out, as long as the server asked for', async () => {
    const { deps, pauses } = scripted([
      'running',
      new AppError('SERVER_UNREACHABLE'),
      new AppError('DATABASE_UNAVAILABLE', undefined, { retryAfterMs: 5000 }),
      'succeeded',
    ]);
    const job = await waitForImageJob(deps, id, { timeoutMs: 60_000 });
    expect(job.status).toBe('succeeded');
    expect(pauses).toContain(5000);
  });

  it('gives up at once when a retry can not help', async () => {
    const { deps, reads } = scripted([new AppError('NOT_FOUND'), 'succeeded']);
    await expect(waitForImageJob(deps, id, { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(reads()).toBe(1);
  });

  it('ends at its deadline and says how far the job was', async () => {
    const { deps, pauses } = scripted(['running']);
    await expect(waitForImageJob(deps, id, { timeoutMs: 3000 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: expect.stringContaining('running') as unknown,
    });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(3000);
  });
});

describe('pause', () => {
  it('ends with its signal', async () => {
    const controller = new AbortController();
    const waiting = pause(60_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(pause(60_000, controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
