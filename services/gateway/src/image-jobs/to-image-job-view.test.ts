import { describe, expect, it } from '@jest/globals';
import type { ImageWork, JobSettings } from '@atelier/contracts';
import { toSettingsView } from './to-image-job-view.js';

const settings: JobSettings = {
  ...{ prompt: 'a fox', negativePrompt: '', width: 640, height: 512, steps: 20 },
  ...{ guidanceScale: 7, seed: 1, count: 1 },
};
const source = { sha256: 'a'.repeat(64), width: 512, height: 512 };
const extend = { left: 128, top: 0, right: 0, bottom: 0 };

describe('the settings of a job', () => {
  it.each<[ImageWork, object]>([
    [{ kind: 'inpaint', source, mask: source, strength: 0.8 }, { strength: 0.8 }],
    [{ kind: 'upscale', source, factor: 2 }, { factor: 2 }],
    [{ kind: 'outpaint', source, extend }, { extend }],
  ])('tell what was done: %j', (work, told) => {
    expect(toSettingsView({ settings, work })).toMatchObject(told);
  });

  it('tell nothing of that for a drawing from words', () => {
    const view = toSettingsView({ settings, work: { kind: 'generate' } });
    for (const name of ['strength', 'factor', 'extend']) expect(view).not.toHaveProperty(name);
  });
});
