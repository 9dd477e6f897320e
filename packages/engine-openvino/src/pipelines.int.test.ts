import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImagePart, ImageRequest, Raster } from '@atelier/engine';
import { createOpenVinoImageEngine, type OpenVinoImageEngine } from './image-engine.js';
import { drawing, partsOf } from './testing/requests.js';
import { imageOptions } from './testing/test-runtime.js';

const sd = imageOptions().model.path;
const side = 64;
const { scheduler: _, ...base } = drawing();
const raster = (channels: number): Raster => ({
  width: side,
  height: side,
  pixels: Uint8Array.from({ length: side * side * channels }, (_, index) => index % 256),
});
const strength = 0.5;
const toImage = { kind: 'image-to-image', image: raster(3), strength } as const;
/** Its left half is white. */
const mask: Raster = {
  width: side,
  height: side,
  pixels: Uint8Array.from({ length: side ** 2 }, (_, index) => (index % side < side / 2 ? 255 : 0)),
};
const inpaint = { kind: 'inpaint', image: raster(3), mask, strength } as const;

describe('pipelines by model_index.json', () => {
  let folder: string;
  let engine: OpenVinoImageEngine;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-pipeline-'));
    await cp(sd, folder, { recursive: true });
  });
  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  /** The tiny Stable Diffusion with another model's parts laid over it. */
  const open = async (overlay?: string) => {
    if (overlay !== undefined) {
      await cp(join(dirname(sd), overlay), folder, { recursive: true, force: true });
    }
    engine = await createOpenVinoImageEngine(imageOptions({ model: { id: 'x', path: folder } }));
  };
  const draw = async (changes: Partial<ImageRequest> = {}) => {
    const parts = await partsOf(engine, { ...base, ...changes });
    const pixels = parts.flatMap((part) => (part.type === 'image' ? [part.pixels] : []));
    expect(pixels[0]).toHaveLength(side * side * 3);
    return { pixels: Buffer.concat(pixels), steps: stepsOf(parts), warnings: warningsOf(parts) };
  };

  it('draws with SDXL: its own Euler, from words, pictures and masks', async () => {
    await open('sdxl-tiny');
    const plain = await draw();
    expect(plain).toMatchObject({ steps: 4, warnings: [] });
    expect((await draw({ scheduler: 'euler' })).pixels).toEqual(plain.pixels);
    const others = [
      await draw({ scheduler: 'ddim' }),
      await draw({ negativePrompt: 'blue' }),
      await draw({ source: toImage }),
      await draw({ source: inpaint }),
    ];
    expect(others.map(({ steps }) => steps)).toEqual([4, 4, 2, 2]);
    expect(others.flatMap(({ warnings }) => warnings)).toEqual([]);
    const all = [plain, ...others].map(({ pixels }) => pixels.toString('base64'));
    expect(new Set(all).size).toBe(all.length);
  });

  it('draws with LCM: guidance as an input, no negative prompt, strength of its own', async () => {
    await open('lcm-tiny');
    const pid = engine.pid();
    const plain = await draw();
    expect(plain).toMatchObject({ steps: 4, warnings: [] });
    expect((await draw({ scheduler: 'LCM' })).pixels).toEqual(plain.pixels);
    expect((await draw({ guidanceScale: 2 })).pixels).not.toEqual(plain.pixels);
    const negative = await draw({ negativePrompt: 'blue' });
    expect(negative.pixels).toEqual(plain.pixels);
    expect(negative.warnings).toEqual(['negativePrompt']);
    for (const source of [toImage, inpaint]) expect((await draw({ source })).steps).toBe(4);
    // Less than one of the steps it was taught with: the engine would die of it.
    const faint = draw({ source: { ...toImage, strength: 0.01 } });
    await expect(faint).rejects.toMatchObject({ code: 'INVALID_INPUT', retryable: false });
    expect((await draw()).pixels).toEqual(plain.pixels);
    expect(engine.pid()).toBe(pid);
  });

  it('draws from words only without an encoder, and says so', async () => {
    await rm(join(folder, 'vae_encoder'), { recursive: true });
    await open();
    for (const source of [toImage, inpaint]) {
      await expect(draw({ source })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('from words only'),
        retryable: false,
      });
    }
    expect((await draw({ scheduler: 'DDIM' })).steps).toBe(4);
  });
});

function stepsOf(parts: readonly ImagePart[]): number {
  return parts.filter((part) => part.type === 'image-step').length;
}

function warningsOf(parts: readonly ImagePart[]): string[] {
  return parts.flatMap((part) => (part.type === 'warning' ? [part.setting] : []));
}
