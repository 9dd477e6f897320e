import { describe, expect, it } from '@jest/globals';
import type { ImageJobStatus, JobSettings } from '@atelier/contracts';
import { estimateSeconds } from './estimate.js';

const pace = { kind: 'generate', secondsPerStep: 2, secondsPerJob: 40, jobs: 9 } as const;
const facts = { paces: [pace], workers: 2, begun: 2 };

/** A job of 20 steps of half a megapixel: 20 seconds. */
const job = (status: ImageJobStatus, step = 0) => ({
  ...{ kind: 'generate' as const, status, step, steps: 20 },
  settings: { width: 1_000, height: 500 } as JobSettings,
});

describe('estimateSeconds', () => {
  it('counts the steps that are left', () => {
    expect(estimateSeconds(job('loading'), undefined, facts)).toBe(20);
    expect(estimateSeconds(job('running', 15), undefined, facts)).toBe(5);
    expect(estimateSeconds(job('saving', 20), undefined, facts)).toBe(1);
  });

  it('adds the jobs before it, shared among the workers', () => {
    // Two are half done: one job of 40 s over two workers, and its own 20 s.
    expect(estimateSeconds(job('queued'), 1, facts)).toBe(40);
    expect(estimateSeconds(job('queued'), 5, facts)).toBe(120);
    expect(estimateSeconds(job('queued'), 1, { ...facts, begun: 1 })).toBe(20);
    expect(estimateSeconds(job('queued'), 301, { ...facts, begun: 0 })).toBe(6_060);
  });

  it('says nothing where nothing is known', () => {
    expect(estimateSeconds(job('running'), undefined, { ...facts, paces: [] })).toBeUndefined();
    const other = { ...pace, kind: 'upscale' } as const;
    expect(
      estimateSeconds(job('running'), undefined, { ...facts, paces: [other] }),
    ).toBeUndefined();
    expect(estimateSeconds(job('queued'), 1, { ...facts, workers: 0 })).toBeUndefined();
    expect(estimateSeconds(job('queued'), 1, { ...facts, workers: undefined })).toBeUndefined();
  });

  it.each(['succeeded', 'failed', 'cancelled'] as const)(
    'says nothing of what has %s',
    (status) => {
      expect(estimateSeconds(job(status), undefined, facts)).toBeUndefined();
    },
  );
});
