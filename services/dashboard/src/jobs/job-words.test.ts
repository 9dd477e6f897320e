import { describe, expect, it } from '@jest/globals';
import { ImageJobStatus, type ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { jobAnnouncement, jobWords } from './job-words.js';
import { nextReadMs } from './next-read.js';

const job: ImageJobView = {
  id: '0190c0de-0000-7000-8000-000000000001',
  kind: 'generate',
  status: 'queued',
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

describe('jobWords', () => {
  it('has different words for every state', () => {
    const words = ImageJobStatus.options.map((status) => jobWords({ ...job, status }));
    expect(new Set(words).size).toBe(ImageJobStatus.options.length);
  });

  it('tells the place in the queue', () => {
    expect(jobWords({ ...job, queue_position: 3 })).toBe('Waiting: place 3 in the queue');
    expect(jobWords({ ...job, queue_position: 1 })).toBe('Waiting: next in the queue');
  });

  it('counts steps while drawing', () => {
    expect(jobWords({ ...job, status: 'running', step: 8 })).toBe('Drawing: step 8 of 20');
  });
});

describe('jobAnnouncement', () => {
  it('speaks four times during a drawing, not at each step', () => {
    const spoken = Array.from({ length: 20 }, (_, step) =>
      jobAnnouncement({ ...job, status: 'running', step, progress: step * 5 }),
    );
    expect(new Set(spoken).size).toBe(4);
  });
});

describe('nextReadMs', () => {
  it('reads every second until the job is final, rarely while its changes come by themselves', () => {
    expect(nextReadMs(undefined, null)).toBe(1_000);
    expect(nextReadMs({ ...job, status: 'saving' }, null)).toBe(1_000);
    expect(nextReadMs({ ...job, status: 'running' }, null, { isLive: true })).toBe(10_000);
    for (const status of ['succeeded', 'failed', 'cancelled'] as const) {
      expect(nextReadMs({ ...job, status }, null)).toBe(false);
    }
  });

  it('slows down in trouble, and stops where asking again can not help', () => {
    expect(nextReadMs(job, new AppError('SERVER_UNREACHABLE'))).toBe(2000);
    expect(nextReadMs(undefined, new AppError('NOT_FOUND'))).toBe(false);
  });
});
