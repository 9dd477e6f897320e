import { describe, expect, it } from '@jest/globals';
import type { ImageJobView } from '@atelier/contracts';
import { jobFilterSearch, readJobFilter, toImageJobFilter } from './job-filter.js';
import { laterJob } from './later-job.js';
import { retryRequest } from './retry-request.js';
import { agoWords, durationWords } from './time-words.js';

const id = '0190c0de-0000-7000-8000-000000000001';
const job: ImageJobView = {
  id,
  kind: 'generate',
  status: 'failed',
  progress: 0,
  step: 0,
  steps: 20,
  settings: {
    prompt: 'a fox',
    negative_prompt: '',
    width: 512,
    height: 768,
    steps: 20,
    cfg_scale: 7.5,
    scheduler: 'ddim',
    seed: 1,
    count: 2,
    style: 'sketch',
    format: 'png',
  },
  images: [],
  warnings: [],
  created_at: '2026-01-01T00:00:00.000Z',
};

describe('retryRequest', () => {
  it('asks for the same again', () => {
    expect(retryRequest(job)).toEqual({
      kind: 'generate',
      prompt: 'a fox',
      negative_prompt: '',
      width: 512,
      height: 768,
      steps: 20,
      cfg_scale: 7.5,
      scheduler: 'ddim',
      seed: 1,
      count: 2,
      style: 'sketch',
      format: 'png',
      reuse: false,
    });
  });

  it('starts from the same picture, whose size need not be round', () => {
    const settings = { ...job.settings, width: 500, strength: 0.5 };
    const request = retryRequest({ ...job, kind: 'edit', source_image_id: id, settings });
    expect(request).toMatchObject({ kind: 'edit', image_id: id, strength: 0.5 });
    expect(request).not.toHaveProperty('width');
  });

  it('enlarges again, without settings that mean nothing there', () => {
    const settings = { ...job.settings, prompt: '', factor: 2 };
    const request = retryRequest({ ...job, kind: 'upscale', source_image_id: id, settings });
    expect(request).toMatchObject({ kind: 'upscale', image_id: id, factor: 2 });
    expect(request).not.toHaveProperty('steps');
  });

  it('extends again by as much', () => {
    const extend = { left: 128, top: 0, right: 0, bottom: 64 };
    const settings = { ...job.settings, extend };
    const request = retryRequest({ ...job, kind: 'outpaint', source_image_id: id, settings });
    expect(request).toMatchObject({ kind: 'outpaint', image_id: id, extend });
    expect(request).not.toHaveProperty('width');
  });

  it('does not ask where something is not told', () => {
    expect(retryRequest({ ...job, kind: 'edit' })).toBeUndefined();
    expect(retryRequest({ ...job, kind: 'inpaint', source_image_id: id })).toBeUndefined();
    expect(retryRequest({ ...job, kind: 'outpaint', source_image_id: id })).toBeUndefined();
  });
});

describe('laterJob', () => {
  const at = (status: ImageJobView['status'], step = 0) => ({ ...job, status, step });

  it('does not go back by a list while a stream tells more', () => {
    const live = { isLive: true };
    expect(laterJob(at('running', 9), at('running', 8), live).step).toBe(9);
    expect(laterJob(at('succeeded'), at('running', 20), live).status).toBe('succeeded');
    expect(laterJob(at('running', 8), at('running', 9), live).step).toBe(9);
  });

  it('goes back when a job begins again and only the list tells', () => {
    expect(laterJob(at('running', 9), at('queued'), { isLive: false }).status).toBe('queued');
  });
});

describe('job filter', () => {
  it('goes into an address and comes back', () => {
    const filter = { show: 'failed', kind: 'upscale' } as const;
    expect(readJobFilter(new URLSearchParams(jobFilterSearch(filter)))).toEqual(filter);
    expect(jobFilterSearch(readJobFilter(new URLSearchParams('show=x&kind=y')))).toBe('');
  });

  it('is asked for as the server takes it', () => {
    expect(toImageJobFilter({ show: 'all' })).toEqual({});
    expect(toImageJobFilter({ show: 'active' })).toEqual({ active: true });
    expect(toImageJobFilter({ show: 'finished' })).toEqual({ active: false });
    expect(toImageJobFilter({ show: 'failed' })).toEqual({ status: 'failed' });
  });
});

describe('time in words', () => {
  it('is as short as it may be', () => {
    expect([0.2, 12.4, 89, 150, 5_400, 200_000].map(durationWords)).toEqual([
      'less than a second',
      '12 s',
      '89 s',
      '3 min',
      '2 h',
      '2 days',
    ]);
  });

  it('tells how long ago it was', () => {
    const now = Date.parse('2026-01-01T01:00:00.000Z');
    expect(agoWords('2026-01-01T01:00:05.000Z', now)).toBe('just now');
    expect(agoWords('2026-01-01T00:55:00.000Z', now)).toBe('5 min ago');
  });
});
