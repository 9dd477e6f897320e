import { describe, expect, it } from '@jest/globals';
import { ImageJobRequest, type ImageJobInput, type ImageWork } from '@atelier/contracts';
import type { ImageJob } from '@atelier/database';
import { fillSettings, readWish, type ActiveModel } from './fill-settings.js';
import { priorityOf } from './priority.js';
import { recipeHashOf } from './recipe-hash.js';

const sd: ActiveModel = {
  id: 'stable-diffusion-v1-5-int8',
  defaults: {
    ...{ steps: 20, guidanceScale: 7.5, width: 512, height: 512, minSize: 256, maxSize: 768 },
    scheduler: 'ddim',
  },
};
const starter: ActiveModel = {
  id: 'starter-image',
  defaults: {
    ...{ steps: 20, guidanceScale: 2, width: 128, height: 128, minSize: 128, maxSize: 128 },
    vocabulary: { shapes: ['circle', 'square'], colours: ['red', 'blue'] },
  },
};
const source = { sha256: 'a'.repeat(64), width: 300, height: 200 };
const mask = { ...source, sha256: 'b'.repeat(64) };
const works = {
  generate: { kind: 'generate' },
  edit: { kind: 'edit', source, strength: 0.6 },
  variation: { kind: 'variation', source, strength: 0.5 },
  inpaint: { kind: 'inpaint', source, mask, strength: 1 },
  outpaint: { kind: 'outpaint', source, extend: { left: 64, top: 0, right: 0, bottom: 1 } },
  upscale: { kind: 'upscale', source, factor: 2 },
} as const satisfies Record<string, ImageWork>;

const uploaded = 'AAAA';
const image_id = '0199a1b2-0000-7000-8000-000000000001';
const origin = {
  kind: 'generate',
  settings: {
    prompt: 'anime illustration of a red boat, and more',
    negativePrompt: 'people, and more',
    ...{ width: 512, height: 512, steps: 33, guidanceScale: 4, seed: 5, count: 2 },
    scheduler: 'euler',
    style: 'anime',
    asked: { prompt: 'a red boat', negativePrompt: 'people' },
  },
  result: { engine: { engine: 'mock', model: 'stable-diffusion-v1-5-int8', modelCached: true } },
} as unknown as ImageJob;

function fill(
  input: ImageJobInput,
  options: { readonly model?: ActiveModel; readonly origin?: ImageJob } = {},
) {
  const request = ImageJobRequest.parse(input);
  const { model = sd } = options;
  const wish = readWish(request, options.origin);
  const filled = fillSettings(request, works[request.kind], {
    ...{ wish, model, origin: options.origin, randomSeed: 77 },
  });
  return { ...filled, codes: filled.warnings.map(({ code }) => code) };
}

describe('settings', () => {
  it('that are left out follow the model', () => {
    const { settings, codes } = fill({ prompt: 'a cat' });
    expect(settings).toEqual({
      ...{ prompt: 'a cat', negativePrompt: '', width: 512, height: 512 },
      ...{ steps: 20, guidanceScale: 7.5, seed: 77, count: 1, scheduler: 'ddim' },
    });
    expect(codes).toEqual([]);
  });

  it('that are asked for are kept', () => {
    const asked = { steps: 3, seed: 9, count: 4, scheduler: 'lcm', format: 'webp' } as const;
    const { settings } = fill({ prompt: 'a cat', cfg_scale: 2, width: 256, ...asked });
    expect(settings).toMatchObject({ ...asked, guidanceScale: 2, width: 256 });
  });

  it.each(['variation', 'inpaint', 'outpaint'] as const)(
    'of a %s follow the job that drew its picture',
    (kind) => {
      const extra = { inpaint: { mask: uploaded }, outpaint: { extend: { left: 64 } } };
      const input = { kind, image_id, ...(kind !== 'variation' && extra[kind]) };
      const { settings } = fill(input, { origin });
      expect(settings).toMatchObject({
        prompt: expect.stringMatching(/^anime illustration of a red boat, .*cel shading/),
        negativePrompt: expect.stringMatching(/^people, photograph/),
        asked: { prompt: 'a red boat', negativePrompt: 'people' },
        ...{ style: 'anime', steps: 33, guidanceScale: 4, scheduler: 'euler', seed: 77, count: 1 },
      });
    },
  );

  it('of another model do not', () => {
    const { settings } = fill({ kind: 'variation', image_id }, { origin, model: starter });
    expect(settings).toMatchObject({ prompt: 'a red boat', steps: 20, guidanceScale: 2 });
    expect(settings.scheduler).toBeUndefined();
  });

  it('of an edit, and words of its own, stand alone', () => {
    const edit = fill({ kind: 'edit', prompt: 'a cat', image_id }, { origin });
    expect(edit.settings).toMatchObject({ prompt: 'a cat', negativePrompt: '', steps: 20 });
    const variation = fill({ kind: 'variation', prompt: 'a cat', image_id }, { origin });
    expect(variation.settings).toMatchObject({
      prompt: 'a cat',
      negativePrompt: 'people',
      steps: 33,
    });
    expect(variation.settings.style).toBeUndefined();
  });

  it('need a prompt from somewhere', () => {
    const wordless = { ...origin, settings: { ...origin.settings, prompt: '', asked: undefined } };
    expect(() => fill({ kind: 'variation', image_id }, { origin: wordless })).toThrow(
      /\/prompt is needed/,
    );
    expect(fill({ kind: 'upscale', factor: 2, image: uploaded }).settings.prompt).toBe('');
  });

  it('of an enlargement are those of none', () => {
    const { settings, codes } = fill(
      { kind: 'upscale', factor: 2, image_id, steps: 50, seed: 3, style: 'logo', count: 3 },
      { origin },
    );
    expect(settings).toEqual({
      ...{ prompt: 'a red boat', negativePrompt: 'people', width: 600, height: 400 },
      ...{ steps: 1, guidanceScale: 1, seed: 3, count: 1 },
    });
    expect(codes).toEqual(Array(4).fill('IMAGE_SETTING_IGNORED'));
  });
});

describe('sizes', () => {
  it('follow from the work', () => {
    const sizeOf = (input: ImageJobInput) => {
      const { settings, codes } = fill({ prompt: 'a cat', image: uploaded, ...input });
      return [settings.width, settings.height, ...codes];
    };
    expect(sizeOf({ kind: 'edit' })).toEqual([384, 256]);
    expect(sizeOf({ kind: 'inpaint', mask: uploaded })).toEqual([300, 200]);
    expect(sizeOf({ kind: 'outpaint', extend: { left: 64 } })).toEqual([364, 201]);
    expect(sizeOf({ kind: 'inpaint', mask: uploaded, width: 512 })).toEqual([
      ...[300, 200],
      'IMAGE_SETTING_IGNORED',
    ]);
  });
});

describe('styles', () => {
  it('are put around the words, which are kept', () => {
    const { settings, codes } = fill({ prompt: 'a cat', style: 'sketch' });
    expect(settings.prompt).toMatch(/^pencil sketch of a cat, /);
    expect(settings).toMatchObject({ style: 'sketch', asked: { prompt: 'a cat' } });
    expect(codes).toEqual([]);
  });

  it('are left out where the model can not follow them', () => {
    const { settings, codes } = fill(
      { prompt: 'a red circle', style: 'sketch' },
      { model: starter },
    );
    expect(settings).toMatchObject({ prompt: 'a red circle', style: 'sketch' });
    expect(settings.asked).toEqual({ prompt: 'a red circle', negativePrompt: '' });
    expect(codes).toEqual(['STYLE_IGNORED']);
  });

  it('are left out where the prompt is long', () => {
    const prompt = 'x'.repeat(1_990);
    const { settings, codes } = fill({ prompt, style: 'logo' });
    expect(settings.prompt).toBe(prompt);
    expect(codes).toEqual(['STYLE_IGNORED']);
  });
});

it('a model of few words says what it can not draw', () => {
  expect(fill({ prompt: 'a cat on a roof' }, { model: starter }).codes).toEqual([
    'PROMPT_BEYOND_MODEL',
  ]);
  expect(fill({ prompt: 'a red circle' }, { model: starter }).codes).toEqual([]);
});

describe('the hash of a recipe', () => {
  const { settings } = fill({ prompt: 'a cat', seed: 1 });
  const hash = recipeHashOf(settings, works.edit);

  it('is the same for the same', () => {
    const turned = Object.fromEntries(Object.entries(settings).reverse()) as typeof settings;
    expect(recipeHashOf(turned, { ...works.edit })).toBe(hash);
    expect(recipeHashOf({ ...settings, format: 'png' }, works.edit)).toBe(hash);
    expect(recipeHashOf({ ...settings, style: undefined }, works.edit)).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs with each setting, and with the work', () => {
    const changes = [
      ...[
        { prompt: 'a dog' },
        { negativePrompt: 'a' },
        { width: 64 },
        { height: 64 },
        { steps: 1 },
      ],
      ...[{ guidanceScale: 1 }, { seed: 2 }, { count: 2 }, { scheduler: 'lcm' }],
      ...[{ format: 'webp' as const }, { style: 'logo' as const }],
    ];
    const hashes = changes.map((change) => recipeHashOf({ ...settings, ...change }, works.edit));
    const others = [
      works.generate,
      works.variation,
      { ...works.edit, strength: 0.7 },
      { ...works.edit, source: mask },
    ].map((work) => recipeHashOf(settings, work));
    expect(new Set([hash, ...hashes, ...others]).size).toBe(1 + changes.length + 4);
  });
});

describe('priority', () => {
  const { settings } = fill({ prompt: 'a cat' });
  it.each([
    ['one picture', {}, 0],
    ['two pictures', { count: 2 }, 0],
    ['three pictures', { count: 3 }, 1],
    ['a large one', { width: 1_024, height: 1_024, steps: 30 }, 0],
    ['a huge one', { width: 4_096, height: 4_096 }, 1],
    ['a slow one', { width: 1_024, height: 1_024, steps: 100 }, 1],
    ['an enlargement', { width: 4_096, height: 4_096, steps: 1 }, 0],
  ])('of %s', (_name, change, priority) => {
    expect(priorityOf({ ...settings, ...change })).toBe(priority);
  });
});
