import { describe, expect, it } from '@jest/globals';
import { imageDefaults, ImageSettings } from '@atelier/contracts';
import fc from 'fast-check';
import { parseImagePrompt } from './parse-image-prompt.js';

const options = { defaults: imageDefaults, randomSeed: 7 };

describe('parseImagePrompt', () => {
  it('takes every setting of a well-formed block', () => {
    const block = {
      prompt: 'a red cat',
      negative_prompt: 'dogs',
      steps: 12,
      cfg_scale: 6.55,
      seed: 42,
      width: 256,
      height: 320,
      count: 2,
    };
    expect(parseImagePrompt(JSON.stringify(block), options)).toEqual({
      settings: {
        prompt: 'a red cat',
        negativePrompt: 'dogs',
        steps: 12,
        guidanceScale: 6.55,
        seed: 42,
        width: 256,
        height: 320,
        count: 2,
      },
      warnings: [],
    });
  });

  it('fills defaults without a word', () => {
    expect(parseImagePrompt('{"prompt":"x"}', options)).toEqual({
      settings: {
        prompt: 'x',
        negativePrompt: '',
        steps: 20,
        guidanceScale: 7.5,
        seed: 7,
        width: 512,
        height: 512,
        count: 1,
      },
      warnings: [],
    });
  });

  it('fills in, and keeps within, what the active model draws with', () => {
    const defaults = { steps: 8, guidanceScale: 3, width: 128, height: 128, scheduler: 'lcm' };
    const parsed = parseImagePrompt('{"prompt":"x","width":1024}', {
      defaults: { ...defaults, minSize: 128, maxSize: 256 },
      randomSeed: 7,
    });
    expect(parsed.settings).toMatchObject({ ...defaults, width: 256 });
    expect(parsed.warnings.map(({ message }) => message)).toEqual(['width 1024 became 256.']);
  });

  it('clamps and says so', () => {
    const { settings, warnings } = parseImagePrompt(
      '{"prompt":"x","steps":9000,"width":500,"seed":-3,"cfg_scale":"eleven","path":"/etc"}',
      options,
    );
    expect(settings).toMatchObject({ steps: 100, width: 512, seed: 0, guidanceScale: 7.5 });
    expect(warnings.map(({ message }) => message)).toEqual([
      'path is not a setting.',
      'steps 9000 became 100.',
      'cfg_scale is not a number; 7.5 is used.',
      'seed -3 became 0.',
      'width 500 became 512.',
    ]);
  });

  it('takes a bare prompt, and refuses broken JSON and empty prompts', () => {
    expect(parseImagePrompt('a green hill', options).settings?.prompt).toBe('a green hill');
    for (const raw of ['{"prompt":', '[]', '{"prompt":""}', '{"prompt":5}', '', '7', 'null']) {
      const { settings, warnings } = parseImagePrompt(raw, options);
      expect({ raw, settings, code: warnings[0]?.code }).toEqual({
        raw,
        settings: undefined,
        code: 'IMAGE_PROMPT_UNREADABLE',
      });
    }
  });

  it('always gives settings that fit the contract, whatever a model writes', () => {
    const junk = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.object());
    const block = fc.record(
      {
        prompt: fc.string({ unit: 'binary', minLength: 1, maxLength: 5_000 }),
        negative_prompt: junk,
        steps: junk,
        cfg_scale: junk,
        seed: junk,
        width: junk,
        height: junk,
        count: junk,
      },
      { requiredKeys: ['prompt'] },
    );
    fc.assert(
      fc.property(block, (value) => {
        const { settings } = parseImagePrompt(JSON.stringify(value), options);
        if (settings !== undefined) expect(ImageSettings.safeParse(settings).error).toBeUndefined();
      }),
    );
  });
});
