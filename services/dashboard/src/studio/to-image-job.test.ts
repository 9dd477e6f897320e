import { describe, expect, it } from '@jest/globals';
import { ImageJobRequest } from '@atelier/contracts';
import { ownGuidance, StudioForm } from './studio-form.js';
import { checkForm, toImageJob, toProblems } from './to-image-job.js';

const stored = { image_id: '0190c0de-0000-7000-8000-000000000001' };
const uploaded = { image: 'data:image/png;base64,AAAA' };
const masked = { ...stored, mask: 'data:image/png;base64,BBBB' };
const wider = { left: 128, top: 0, right: 130, bottom: 0 };
const form = (some: Partial<StudioForm> = {}) => StudioForm.parse({ prompt: 'a fox', ...some });

describe('toImageJob', () => {
  it('leaves out what the model decides', () => {
    expect(toImageJob(form({ prompt: ' a fox ' }))).toEqual({
      kind: 'generate',
      count: 1,
      prompt: 'a fox',
    });
  });

  it('sends everything that was chosen', () => {
    const chosen = form({
      negativePrompt: 'text',
      style: 'anime',
      steps: 12,
      guidance: 1,
      scheduler: 'euler_a',
      size: '1024x576',
      seed: '0',
      seedLocked: true,
      count: 4,
    });
    expect(toImageJob(chosen)).toEqual({
      kind: 'generate',
      count: 4,
      prompt: 'a fox',
      negative_prompt: 'text',
      style: 'anime',
      steps: 12,
      cfg_scale: 1,
      scheduler: 'euler_a',
      width: 1024,
      height: 576,
      seed: 0,
    });
  });

  it('keeps the seed to itself unless it is locked', () => {
    expect(toImageJob(form({ seed: '7' }))).not.toHaveProperty('seed');
    expect(toImageJob(form({ seed: '', seedLocked: true }))).not.toHaveProperty('seed');
  });

  it('starts from the picture where there is one to start from, with its strength', () => {
    expect(toImageJob(form({ strength: 0.5 }), stored)).not.toHaveProperty('image_id');
    expect(toImageJob(form({ kind: 'edit', strength: 0.5 }), stored)).toMatchObject({
      ...stored,
      kind: 'edit',
      strength: 0.5,
    });
    expect(toImageJob(form({ kind: 'variation' }), stored)).not.toHaveProperty('strength');
  });

  it('enlarges with nothing but the picture and the factor', () => {
    const input = toImageJob(form({ kind: 'upscale', factor: 4, steps: 9, style: 'logo' }), stored);
    expect(input).toEqual({ kind: 'upscale', factor: 4, ...stored });
  });

  it('redraws a part with its mask and strength, in the size of the picture', () => {
    const fields = form({ kind: 'inpaint', strength: 0.8, size: '512x768', factor: 4 });
    expect(toImageJob(fields, masked)).toEqual({
      ...{ kind: 'inpaint', count: 1, prompt: 'a fox', strength: 0.8 },
      ...masked,
    });
  });

  it('extends at the sides that were chosen, in the size that follows', () => {
    const fields = form({ kind: 'outpaint', strength: 0.8, size: '512x768', extend: wider });
    expect(toImageJob(fields, masked)).toEqual({
      ...{ kind: 'outpaint', count: 1, prompt: 'a fox', extend: wider },
      ...stored,
    });
  });

  it('keeps the mask to itself unless a part is redrawn', () => {
    for (const kind of ['edit', 'variation', 'upscale', 'generate'] as const) {
      expect(toImageJob(form({ kind }), masked)).not.toHaveProperty('mask');
    }
  });

  it.each([
    [form(), undefined],
    [form({ kind: 'inpaint', prompt: '', strength: 1 }), masked],
    [form({ kind: 'inpaint' }), { ...uploaded, mask: 'data:' }],
    [form({ kind: 'outpaint', prompt: '', extend: wider }), stored],
    [form({ kind: 'outpaint', extend: wider, size: '512x512' }), uploaded],
    [form({ kind: 'edit', strength: 1, size: '512x768' }), uploaded],
    [form({ kind: 'variation', prompt: '', guidance: ownGuidance + 0.5 }), stored],
    [form({ kind: 'upscale' }), uploaded],
  ])('is a request that the contract takes: %j', (fields, source) => {
    expect(checkForm(fields, source)).toEqual({});
    expect(ImageJobRequest.safeParse(toImageJob(fields, source)).success).toBe(true);
  });
});

describe('checkForm', () => {
  it.each([
    [form({ prompt: '  ' }), undefined, 'Prompt'],
    [form({ prompt: 'x'.repeat(2_001) }), undefined, 'Prompt'],
    [form({ negativePrompt: 'x'.repeat(2_001) }), undefined, 'Not to show'],
    [form({ kind: 'edit' }), undefined, 'Picture'],
    [form({ kind: 'edit', prompt: '' }), stored, 'Prompt'],
    [form({ kind: 'variation', prompt: '' }), uploaded, 'Prompt'],
    [form({ kind: 'upscale' }), undefined, 'Picture'],
    [form({ kind: 'inpaint' }), undefined, 'Picture'],
    [form({ kind: 'inpaint' }), stored, 'Mask'],
    [form({ kind: 'inpaint', prompt: '' }), { ...uploaded, mask: 'data:' }, 'Prompt'],
    [form({ kind: 'outpaint' }), stored, 'Extend'],
    [form({ kind: 'outpaint', prompt: '', extend: wider }), uploaded, 'Prompt'],
    [form({ seed: '1.5', seedLocked: true }), undefined, 'Seed'],
    [form({ seed: '4294967296', seedLocked: true }), undefined, 'Seed'],
    [form({ seed: '-1', seedLocked: true }), undefined, 'Seed'],
  ])('names the field at fault: %j', (fields, source, name) => {
    expect(Object.keys(checkForm(fields, source))).toEqual([name]);
  });

  it('asks for nothing that is not used', () => {
    expect(checkForm(form({ seed: 'x' }))).toEqual({});
    expect(
      checkForm(form({ kind: 'upscale', prompt: '', seed: 'x', seedLocked: true }), stored),
    ).toEqual({});
  });
});

describe('toProblems', () => {
  it('names fields as the studio does, the first problem of each', () => {
    const fields = [
      { field: '/width', problem: 'must be a multiple of 64' },
      { field: '/height', problem: 'is too large' },
      { field: '/image_id', problem: 'is gone' },
      { field: 'webhook_url', problem: 'is odd' },
      { field: '/mask', problem: 'has no white in it' },
      { field: '/extend/left', problem: 'is too much' },
    ];
    expect(toProblems(fields)).toEqual({
      Size: 'Must be a multiple of 64',
      Picture: 'Is gone',
      Request: 'Is odd',
      Mask: 'Has no white in it',
      Extend: 'Is too much',
    });
  });
});
