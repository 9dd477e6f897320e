import { describe, expect, it } from '@jest/globals';
import { brushSizes, radiusOf, usualSize } from './brush-size.js';
import { toBlackAndWhite } from './encode-mask.js';
import { shareWords } from './share-words.js';

describe('toBlackAndWhite', () => {
  it('is white where it was opaque, whatever the colour, and black elsewhere', () => {
    const pixels = new Uint8ClampedArray([
      ...[0, 0, 0, 255],
      ...[9, 200, 30, 128],
      ...[255, 255, 255, 127],
      ...[255, 255, 255, 0],
    ]);
    expect(toBlackAndWhite(pixels)).toBe(2);
    const [white, black] = [
      [255, 255, 255, 255],
      [0, 0, 0, 255],
    ];
    expect([...pixels]).toEqual([...white, ...white, ...black, ...black]);
  });
});

describe('brush sizes', () => {
  it.each([
    [128, 128],
    [512, 768],
    [4_096, 4_096],
    [16, 16],
  ])('of %d × %d grow to half of it, in whole pixels', (width, height) => {
    const sizes = brushSizes({ width, height });
    expect(sizes[0]).toBe(2);
    expect(sizes.at(-1)).toBe(Math.max(width, height) / 2);
    expect(sizes.every((size, i) => Number.isInteger(size) && size > (sizes[i - 1] ?? 0))).toBe(
      true,
    );
    const usual = sizes[usualSize(sizes, { width, height })] ?? 0;
    expect(usual).toBeGreaterThanOrEqual(Math.min(width, height) / 10);
    expect(usual).toBeLessThanOrEqual(Math.min(width, height) / 4);
  });

  it('follow the pressure of a pen only, where it tells one', () => {
    expect(radiusOf(20, { pointerType: 'mouse', pressure: 0.5 })).toBe(10);
    expect(radiusOf(20, { pointerType: 'touch', pressure: 1 })).toBe(10);
    expect(radiusOf(20, { pointerType: 'pen', pressure: 0 })).toBe(10);
    expect(radiusOf(20, { pointerType: 'pen', pressure: 0.5 })).toBe(6.25);
  });
});

describe('shareWords', () => {
  it.each([
    [0, 'Nothing is painted.'],
    [0.002, 'Less than 1 % of the picture is painted.'],
    [0.126, '13 % of the picture is painted.'],
    [0.999, 'Nearly all of it is painted.'],
    [1, 'All of it is painted.'],
  ])('of %p is %p', (share, words) => {
    expect(shareWords(share)).toBe(words);
  });
});
