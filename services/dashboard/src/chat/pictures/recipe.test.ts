import { describe, expect, it } from '@jest/globals';
import type { ImageJobView } from '@atelier/contracts';
import { ImageJobRequest } from '@atelier/contracts';
import { askedAgain, recipeOf, sharpness } from './recipe.js';

const job: ImageJobView = {
  id: '0190c0de-0000-7000-8000-000000000001',
  kind: 'generate',
  status: 'failed',
  progress: 0,
  step: 0,
  steps: 20,
  settings: {
    prompt: 'a fox',
    negative_prompt: '',
    width: 512,
    height: 256,
    steps: 20,
    cfg_scale: 7.5,
    seed: 1,
    count: 2,
    format: 'png',
  },
  images: [],
  warnings: [],
  duration_ms: 12_340,
  created_at: '2026-01-01T00:00:00.000Z',
};

describe('a picture of the conversation', () => {
  it('tells what it was made with, and leaves out what was not said', () => {
    expect(recipeOf(job, 2)).toEqual([
      ['Prompt', 'a fox'],
      ['Size', '512 × 256'],
      ['Steps', '20'],
      ['Guidance', '7.5'],
      ['Seed', '2'],
      ['Time', '12.3 s'],
    ]);
  });

  it('is asked for again with a seed of its own', () => {
    const again = askedAgain(job);
    expect(ImageJobRequest.safeParse(again).success).toBe(true);
    expect(again).toMatchObject({ prompt: 'a fox', count: 2, reuse: false });
    expect(again).not.toHaveProperty('seed');
    expect(askedAgain({ ...job, kind: 'inpaint' })).toBeUndefined();
  });

  it('sharpens in five steps', () => {
    expect([0, 19, 20, 79, 100].map((progress) => sharpness({ progress }))).toEqual([
      0, 0, 1, 3, 4,
    ]);
  });
});
