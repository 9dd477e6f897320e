import { describe, expect, it } from '@jest/globals';
import type { ImageJobEvent } from '@atelier/contracts';
import { createPreviews } from './previews.js';

const progress = (jobId: string, preview?: string, fence = 1_001): ImageJobEvent => ({
  ...{ type: 'progress', jobId, fence, state: 'running', step: 1, steps: 4 },
  ...(preview !== undefined && { preview }),
});

describe('previews', () => {
  it('are the latest of a job, also when an event brings none', () => {
    const previews = createPreviews();
    expect(previews.find('a', 1_001)).toBeUndefined();
    previews.note(progress('a', 'one'));
    previews.note(progress('a', 'two'));
    previews.note(progress('a'));
    expect(previews.find('a', 1_001)).toBe('two');
    expect(previews.find('b', 1_001)).toBeUndefined();
  });

  it.each([
    { type: 'completed', jobId: 'a', fence: 1_001 },
    { type: 'returned', jobId: 'a', fence: 1_001 },
    { type: 'started', jobId: 'a', fence: 1_001, workerId: 'w' },
    { type: 'started', jobId: 'a', fence: 1_002, workerId: 'w' },
  ] as const)('go with $type ($fence)', (event) => {
    const previews = createPreviews();
    previews.note(progress('a', 'one'));
    previews.note(event);
    expect(previews.find('a', 1_001)).toBeUndefined();
  });

  it('of an attempt that lost its job are not shown', () => {
    const previews = createPreviews();
    previews.note(progress('a', 'old', 1_001));
    expect(previews.find('a', 1_002)).toBeUndefined();
    previews.note(progress('a', 'new', 1_002));
    previews.note(progress('a', 'late', 1_001));
    previews.note({ type: 'completed', jobId: 'a', fence: 1_001 });
    expect(previews.find('a', 1_001)).toBe('new');
  });

  it('are bounded in number and age', () => {
    let clock = 0;
    const previews = createPreviews({ maxJobs: 2, keepMs: 100, now: () => clock });
    for (const jobId of ['a', 'b', 'a', 'c']) previews.note(progress(jobId, jobId));
    expect(['a', 'b', 'c'].map((jobId) => previews.find(jobId, 1))).toEqual(['a', undefined, 'c']);
    clock = 100;
    previews.note(progress('d', 'd'));
    expect(['a', 'c', 'd'].map((jobId) => previews.find(jobId, 1))).toEqual([
      undefined,
      undefined,
      'd',
    ]);
  });
});
