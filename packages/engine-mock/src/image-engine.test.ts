import { describe, expect, it } from '@jest/globals';
import { imageDefaults } from '@atelier/contracts';
import { describeImageEngine } from '@atelier/engine-conformance';
import type { ImagePart, ImageRequest, Raster } from '@atelier/engine';
import { createMockImageEngine } from './image-engine.js';

describeImageEngine('mock', () => createMockImageEngine());
describeImageEngine('mock with a delay and two seats', () =>
  createMockImageEngine({ stepDelayMs: 1, maxConcurrency: 2 }),
);

describe('the mock image engine', () => {
  const side = 64;
  const raster = (channels: number, value: (index: number) => number): Raster => ({
    width: side,
    height: side,
    pixels: Uint8Array.from({ length: side * side * channels }, (_, index) => value(index)),
  });
  const draw = async (changes: Partial<ImageRequest> = {}) => {
    const request = {
      ...imageDefaults,
      prompt: 'a cat',
      width: side,
      height: side,
      steps: 3,
      seed: 1,
    };
    const parts: ImagePart[] = [];
    const engine = createMockImageEngine();
    const { signal } = new AbortController();
    for await (const part of engine.draw({ ...request, ...changes }, signal)) parts.push(part);
    const image = parts.find((part) => part.type === 'image');
    return { parts, pixels: image?.pixels ?? new Uint8Array() };
  };
  const distance = (one: Uint8Array, other: Uint8Array) =>
    one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0);

  it('keeps more of a picture with less strength', async () => {
    const image = raster(3, (index) => index % 256);
    const edited = async (strength: number) =>
      (await draw({ source: { kind: 'image-to-image', image, strength } })).pixels;
    const weak = distance(await edited(0.2), image.pixels);
    const strong = distance(await edited(0.9), image.pixels);
    expect(weak).toBeLessThan(strong / 2);
    expect((await draw()).pixels).toEqual(await edited(1));
  });

  it('draws under the white part of a mask alone', async () => {
    const image = raster(3, () => 7);
    const mask = raster(1, (index) => (index < (side * side) / 2 ? 255 : 0));
    const { pixels } = await draw({ source: { kind: 'inpaint', image, mask, strength: 1 } });
    const plain = (await draw()).pixels;
    const half = plain.length / 2;
    expect(pixels.subarray(0, half)).toEqual(plain.subarray(0, half));
    expect(new Set(pixels.subarray(half))).toEqual(new Set([7]));
  });

  it('shows a small picture with each step, when asked', async () => {
    const previewsOf = async (previews: boolean) =>
      (await draw({ previews })).parts.flatMap((part) =>
        part.type === 'image-step' && part.preview ? [Buffer.from(part.preview)] : [],
      );
    const shown = await previewsOf(true);
    expect(shown.map((png) => png.toString('latin1', 1, 4))).toEqual(['PNG', 'PNG', 'PNG']);
    expect(await previewsOf(false)).toEqual([]);
  });
});
