import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImagePart, ImageRequest, Raster } from '@atelier/engine';
import { createOpenVinoImageEngine, type OpenVinoImageEngine } from './image-engine.js';
import {
  begun,
  drawing,
  eventually,
  failureOf,
  isAlive,
  never,
  partsOf,
} from './testing/requests.js';
import { imageOptions } from './testing/test-runtime.js';

type Image = Extract<ImagePart, { readonly type: 'image' }>;

describe('an image runtime', () => {
  let engine: OpenVinoImageEngine;
  beforeAll(async () => {
    engine = await createOpenVinoImageEngine(imageOptions());
  });
  afterAll(() => engine.close());

  const draw = async (request: Partial<ImageRequest> = {}) => {
    const parts = await partsOf(engine, drawing(request));
    const image = parts.find((part): part is Image => part.type === 'image');
    if (!image) throw new Error('No picture came.');
    return { image, parts, bytes: Buffer.from(image.pixels) };
  };
  const raster = (channels: number, value: (index: number) => number): Raster => ({
    width: 64,
    height: 64,
    pixels: Uint8Array.from({ length: 64 * 64 * channels }, (_, index) => value(index)),
  });

  it('starts from a picture as far as strength lets it', async () => {
    const image = raster(3, (index) => index % 256);
    const plain = await draw();
    const half = await draw({ source: { kind: 'image-to-image', image, strength: 0.5 } });
    expect(half.bytes.equals(plain.bytes)).toBe(false);
    const steps = half.parts.filter((part) => part.type === 'image-step');
    expect(steps).toHaveLength(2);
    expect((await draw()).bytes.equals(plain.bytes)).toBe(true);
  });

  it('draws under a mask', async () => {
    const image = raster(3, (index) => index % 256);
    const mask = raster(1, (index) => (index < 64 * 32 ? 255 : 0));
    const painted = await draw({ source: { kind: 'inpaint', image, mask, strength: 1 } });
    expect(painted.bytes).toHaveLength(64 * 64 * 3);
    const everything = raster(1, () => 255);
    const anew = await draw({ source: { kind: 'inpaint', image, mask: everything, strength: 1 } });
    expect(anew.bytes.equals(painted.bytes)).toBe(false);
  });

  it('names the files of its model, and tells what memory it took', () => {
    expect(engine.info.modelHash).toMatch(/^[0-9a-f]{64}$/);
    const peak = engine.peakMemoryBytes?.();
    if (process.platform === 'linux') expect(peak).toBeGreaterThan(32 * 1024 ** 2);
  });

  it('refuses a picture of another size than it says', async () => {
    const image = { ...raster(3, () => 0), width: 32 };
    const source = { kind: 'image-to-image', image, strength: 0.5 } as const;
    await expect(draw({ source })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('takes schedulers by name, and names the one it used instead', async () => {
    const ddim = await draw({ scheduler: 'DDIM' });
    expect(ddim.parts.some((part) => part.type === 'warning')).toBe(false);
    const euler = await draw({ scheduler: 'euler_a' });
    expect(euler.bytes.equals(ddim.bytes)).toBe(false);
    const { parts } = await draw({ scheduler: 'DPM++ 2M', count: 2 });
    expect(parts.filter((part) => part.type === 'warning')).toEqual([
      { type: 'warning', setting: 'scheduler', message: expect.stringMatching(/ euler /) },
    ]);
  });

  it('shows small pictures on the way, when asked', async () => {
    const previewsOf = async (previews: boolean) => {
      const { parts } = await draw({ steps: 60, previews });
      return parts.flatMap((part) =>
        part.type === 'image-step' && part.preview ? [Buffer.from(part.preview)] : [],
      );
    };
    const previews = await previewsOf(true);
    expect(previews.length).toBeGreaterThan(0);
    for (const preview of previews) expect(preview.subarray(1, 4).toString()).toBe('PNG');
    expect(await previewsOf(false)).toEqual([]);
  });

  it('fails callers with ENGINE_LOST when killed mid-picture, and draws the same again', async () => {
    const before = await draw();
    const reader = await begun(engine.draw(drawing({ steps: 100, count: 8 }), never()));
    const pid = engine.pid()!;
    process.kill(pid, 'SIGKILL');
    const { code, afterMs } = await failureOf(reader);
    expect(code).toBe('ENGINE_LOST');
    expect(afterMs).toBeLessThan(1_000);
    expect(isAlive(pid)).toBe(false);
    const after = await eventually(() => draw());
    expect(after.bytes.equals(before.bytes)).toBe(true);
  });

  it('frees the model when nobody asks for a while, and loads it again', async () => {
    const resting = await createOpenVinoImageEngine(imageOptions({ unloadAfterIdleMs: 50 }));
    const pid = resting.pid()!;
    await eventually(() => (isAlive(pid) ? Promise.reject(new Error('alive')) : Promise.resolve()));
    expect(resting.state()).toBe('unloaded');
    expect(await partsOf(resting, drawing())).toHaveLength(7);
    await resting.close();
  });
});
