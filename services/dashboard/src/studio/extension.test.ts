import { describe, expect, it } from '@jest/globals';
import { extendedSize, placeOf, suggestExtension } from './extension.js';

describe('an extension', () => {
  it('adds up', () => {
    const extend = { left: 1, top: 20, right: 300, bottom: 4 };
    expect(extendedSize({ width: 512, height: 384 }, extend)).toEqual({ width: 813, height: 408 });
  });

  it('is suggested as a quarter at each of the sides, in steps', () => {
    const size = { width: 500, height: 384 };
    expect(suggestExtension(size, ['left', 'right'])).toEqual({
      ...{ left: 112, top: 0, right: 112, bottom: 0 },
    });
    expect(suggestExtension(size, ['top', 'bottom'])).toMatchObject({ top: 96, bottom: 96 });
  });

  it.each([4_096, 4_000, 3_500])('is suggested as far as a side of %p may grow', (width) => {
    const extend = suggestExtension({ width, height: 100 }, ['left', 'right']);
    expect(extendedSize({ width, height: 100 }, extend).width).toBeLessThanOrEqual(4_096);
    expect(Math.min(...Object.values(extend))).toBe(0);
  });

  it('has a place for the picture in it', () => {
    const extend = { left: 100, top: 0, right: 300, bottom: 50 };
    expect(placeOf({ width: 800, height: 200 }, extend)).toEqual({
      ...{ left: '12.5%', top: '0%', width: '50%', height: '75%' },
    });
  });
});
