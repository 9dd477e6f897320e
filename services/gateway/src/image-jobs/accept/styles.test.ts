import { describe, expect, it } from '@jest/globals';
import { imageLimits, StylePreset } from '@atelier/contracts';
import { applyStyle } from './styles.js';

const words = { prompt: 'a red boat', negativePrompt: 'people' };
const families = [undefined, 'stable-diffusion-v1-5-int8', 'stable-diffusion-xl-base-1.0-int8'];

describe('a style', () => {
  it.each(StylePreset.options.flatMap((style) => families.map((model) => ({ style, model }))))(
    '$style of $model puts words around what was asked for',
    ({ style, model }) => {
      const styled = applyStyle(words, style, model);
      expect(styled?.prompt).toMatch(/^.+ a red boat, .+$/);
      expect(styled?.negativePrompt).toMatch(/^people, .+$/);
      const without = applyStyle({ ...words, negativePrompt: '' }, style, model);
      expect(without?.negativePrompt).not.toMatch(/^, /);
    },
  );

  it('leaves room in the 77 tokens of CLIP', () => {
    for (const style of StylePreset.options) {
      const added = applyStyle({ prompt: 'X', negativePrompt: '' }, style, undefined);
      expect(added?.prompt.split(/[\s,]+/).length).toBeLessThan(20);
    }
  });

  it('differs between families of models', () => {
    const [one, other] = [families[1], families[2]].map((id) => applyStyle(words, 'anime', id));
    expect(one).not.toEqual(other);
  });

  it('is left out where it makes a prompt too long', () => {
    const prompt = 'x'.repeat(imageLimits.maxPromptLength - 10);
    expect(applyStyle({ prompt, negativePrompt: '' }, 'logo', undefined)).toBeUndefined();
    expect(applyStyle({ prompt: 'a', negativePrompt: prompt }, 'logo', undefined)).toBeUndefined();
  });
});
