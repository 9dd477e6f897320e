import { describe, expect, it } from '@jest/globals';
import { maskWhere, pattern, pixelAt } from '../testing/open-handler.js';
import { cutMask, cutPicture } from './cut.js';
import { paste } from './paste.js';
import { soften } from './soften.js';

const { signal } = new AbortController();

describe('cutPicture', () => {
  const picture = pattern(20, 10);

  it('takes pixels as they are', async () => {
    const part = await cutPicture(
      picture,
      { left: 5, top: 2, width: 6, height: 4 },
      { width: 6, height: 4 },
    );
    expect([part.width, part.height]).toEqual([6, 4]);
    expect(pixelAt(part, 0, 0)).toEqual(pixelAt(picture, 5, 2));
    expect(pixelAt(part, 5, 3)).toEqual(pixelAt(picture, 10, 5));
  });

  it('repeats the pixels of an edge beyond it', async () => {
    const rect = { left: -3, top: -1, width: 30, height: 14 };
    const part = await cutPicture(picture, rect, { width: 30, height: 14 });
    expect([part.width, part.height]).toEqual([30, 14]);
    expect(pixelAt(part, 3, 1)).toEqual(pixelAt(picture, 0, 0));
    expect(pixelAt(part, 0, 0)).toEqual(pixelAt(picture, 0, 0));
    expect(pixelAt(part, 29, 13)).toEqual(pixelAt(picture, 19, 9));
    expect(pixelAt(part, 29, 5)).toEqual(pixelAt(picture, 19, 4));
  });
});

describe('cutMask', () => {
  it('stays black and white, with every line in it', async () => {
    const mask = maskWhere(200, 200, (x) => x === 100);
    const rect = { left: -50, top: 0, width: 300, height: 300 };
    const part = await cutMask(mask, rect, { width: 128, height: 128 });
    expect([...new Set(part.pixels)].sort()).toEqual([0, 255]);
    const row = part.pixels.subarray(64 * 128, 65 * 128);
    expect(Math.abs(row.indexOf(255) - 64)).toBeLessThanOrEqual(1);
    expect(part.pixels.subarray(100 * 128).includes(255)).toBe(false);
  });
});

describe('soften', () => {
  it.each([2, 5, 20])('spreads an edge over some %i pixels to both sides', async (sigma) => {
    const mask = maskWhere(200, 40, (x) => x >= 100);
    const { width, height, pixels } = await soften(mask, 1, sigma);
    expect([width, height]).toEqual([200, 40]);
    const row = pixels.subarray(20 * 200, 21 * 200);
    const [before = 0, after = 0] = row.subarray(99);
    expect(Math.abs((before + after) / 2 - 127.5)).toBeLessThan(20);
    expect(row[100 - 4 * sigma] ?? 0).toBeLessThan(5);
    expect(row[100 + 4 * sigma] ?? 0).toBeGreaterThan(250);
    expect(row[100 + Math.round(sigma)]).toBeGreaterThan(190);
    expect(row[100 + Math.round(sigma)]).toBeLessThan(240);
  });
});

describe('paste', () => {
  it('keeps every byte where nothing covers it, and goes over no edge', async () => {
    const canvas = pattern(10, 10);
    const before = pattern(10, 10);
    const white = { width: 6, height: 6, pixels: new Uint8Array(6 * 6 * 3).fill(255) };
    const at = { left: 7, top: -3, width: 6, height: 6 };
    const within = { left: 0, top: 0, width: 10, height: 10 };
    await paste(canvas, white, { at, within, cover: (x) => (x === 9 ? 1 : 0) }, signal);
    expect(pixelAt(canvas, 9, 0)).toEqual([255, 255, 255]);
    expect(pixelAt(canvas, 9, 2)).toEqual([255, 255, 255]);
    expect(pixelAt(canvas, 9, 3)).toEqual(pixelAt(before, 9, 3));
    expect(pixelAt(canvas, 8, 1)).toEqual(pixelAt(before, 8, 1));
    const changed = canvas.pixels.filter((value, at) => value !== before.pixels[at]);
    expect(changed.length).toBeLessThanOrEqual(9);
  });

  it('mixes where it covers in part', async () => {
    const canvas = { width: 1, height: 1, pixels: Uint8Array.of(0, 100, 200) };
    const white = { width: 1, height: 1, pixels: Uint8Array.of(255, 255, 255) };
    const at = { left: 0, top: 0, width: 1, height: 1 };
    await paste(canvas, white, { at, within: at, cover: () => 0.5 }, signal);
    expect([...canvas.pixels]).toEqual([128, 178, 228]);
  });
});
