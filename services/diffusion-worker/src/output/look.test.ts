import { describe, expect, it } from '@jest/globals';
import type { Raster } from '@atelier/engine';
import { openRaster, toRaster } from '../pixels/open-sharp.js';
import { encodePicture } from './encode-picture.js';
import { lookOf } from './look.js';
import { decode, pattern } from '../testing/open-handler.js';

/** A disc on a plain background, softly lit. */
function disc(x: number, y: number, radius: number): Raster {
  const [width, height] = [160, 120];
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const isInside = Math.hypot((at % width) - x, Math.floor(at / width) - y) < radius;
    pixels.set(isInside ? [200, 30, 30] : [40, 60, 200 - (at % width) / 4], at * 3);
  }
  return { width, height, pixels };
}

function bitsApart(one: string, other: string): number {
  const differing = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  return differing.toString(2).replaceAll('0', '').length;
}

describe('lookOf', () => {
  it('is 64 bits in hex, the same for the same picture', async () => {
    const look = await lookOf(disc(80, 60, 30));
    expect(look).toMatch(/^[0-9a-f]{16}$/);
    expect(await lookOf(disc(80, 60, 30))).toBe(look);
  });

  it('stays nearly the same through coding and resizing', async () => {
    const picture = disc(60, 50, 30);
    const look = await lookOf(picture);
    const recipe = {
      ...{ kind: 'generate', prompt: '', negative_prompt: '', seed: 1, steps: 1, cfg_scale: 1 },
      ...{ width: 160, height: 120, model: 'm', engine: 'e' },
    };
    const webp = await decode(await encodePicture(picture, recipe, 'webp'));
    const half = await toRaster(openRaster(picture, 3).resize(80, 60), 3);
    for (const alike of [webp, half, disc(61, 50, 31)]) {
      expect(bitsApart(look, await lookOf(alike))).toBeLessThanOrEqual(4);
    }
  });

  it('tells other pictures apart', async () => {
    const look = await lookOf(disc(60, 50, 30));
    for (const other of [disc(130, 100, 20), disc(20, 90, 60), pattern(160, 120)]) {
      expect(bitsApart(look, await lookOf(other))).toBeGreaterThan(6);
    }
  });

  it('is steady for a plain picture', async () => {
    const pixels = new Uint8Array(64 * 64 * 3).fill(120);
    const noisy = pixels.map((value, at) => value + (at % 2));
    const looks = [pixels, noisy].map((each) => lookOf({ width: 64, height: 64, pixels: each }));
    const [plain, other] = await Promise.all(looks);
    expect(plain).toBe('8000000000000000');
    expect(other).toBe(plain);
  });
});
