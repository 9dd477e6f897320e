import { describe, expect, it } from '@jest/globals';
import type { GalleryImage, ImageJobView } from '@atelier/contracts';
import { byteWords } from '../../design/byte-words.js';
import { fitSize, nextZoom } from './fit-size.js';
import { recipeFacts } from './recipe-facts.js';
import { redrawWords } from './redraw-words.js';
import { withTyped } from './tag-words.js';

const image = {
  kind: 'generate',
  width: 512,
  height: 768,
  seed: 7,
  format: 'png',
  bytes: 412_345,
  settings: { steps: 20, cfg_scale: 7.5, style: 'technical-diagram' },
  engine: { engine: 'openvino', model: 'starter-image', modelCached: true, device: 'CPU' },
  created_at: '2026-01-01T00:00:00.000Z',
} as GalleryImage;

describe('a picture on its stage', () => {
  it('is as large as fits, and not more than four times its size', () => {
    const stage = { width: 800, height: 600 };
    expect(fitSize({ width: 1_600, height: 600 }, stage)).toEqual({ width: 800, height: 300 });
    expect(fitSize({ width: 64, height: 64 }, stage)).toEqual({ width: 256, height: 256 });
    expect(fitSize({ width: 0, height: 0 }, stage)).toEqual({ width: 0, height: 0 });
  });

  it('is zoomed by steps, up to an end', () => {
    expect([nextZoom(1, 'in'), nextZoom(8, 'in'), nextZoom(2, 'out'), nextZoom(1, 'out')]).toEqual([
      1.5, 8, 1.5, 1,
    ]);
  });
});

describe('recipeFacts', () => {
  it('tells what is known, and nothing else', () => {
    const facts = new Map(recipeFacts(image).map(({ label, value }) => [label, value]));
    expect(facts.get('Size')).toBe('512 × 768 pixels');
    expect(facts.get('Style')).toBe('technical diagram');
    expect(facts.get('File')).toBe('PNG, 412 kB');
    expect(facts.get('Computed on')).toBe('CPU');
    expect(facts.has('Scheduler')).toBe(false);
  });

  it('has no steps for an enlargement', () => {
    const labels = recipeFacts({ ...image, kind: 'upscale' }).map(({ label }) => label);
    expect(labels).not.toContain('Steps');
  });

  it('gives sizes in units that people use', () => {
    expect([0, 999, 1_000, 25_400, 3_400_000_000].map(byteWords)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '25.4 kB',
      '3.4 GB',
    ]);
  });
});

describe('redrawWords', () => {
  const job = (status: ImageJobView['status'], identical?: boolean, differs: string[] = []) =>
    ({ status, redraw: { of: 'x', identical, differs } }) as ImageJobView;

  it('says whether it is the same, once that is known', () => {
    expect(redrawWords(job('running'))).toBeUndefined();
    expect(redrawWords(job('succeeded', true))?.tone).toBe('good');
    expect(redrawWords(job('succeeded', false, ['model']))?.text).toMatch(/not as it was/);
    expect(redrawWords(job('succeeded', false))?.text).toMatch(/nothing that is known/);
    expect(redrawWords(job('failed'))?.tone).toBe('bad');
  });
});

describe('withTyped', () => {
  it('adds each once, and says what can not be a tag', () => {
    expect(withTyped(['fox'], ' snow, fox ,,red')).toEqual({ tags: ['fox', 'snow', 'red'] });
    expect(withTyped([], '<b>')).toHaveProperty('problem');
    expect(
      withTyped(
        Array.from({ length: 20 }, (_, n) => `t${n}`),
        'one',
      ),
    ).toHaveProperty('problem');
  });
});
