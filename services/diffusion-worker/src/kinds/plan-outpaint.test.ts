import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@atelier/testkit';
import { anySize, type ModelScope } from '../model-scope.js';
import { distanceTo, intersect } from '../pixels/rect.js';
import { canvasOf, countPatches, planOutpaint } from './plan-outpaint.js';

const native: ModelScope = { ...anySize, width: 512, height: 512, minSize: 256, maxSize: 768 };
const none = { left: 0, top: 0, right: 0, bottom: 0 };

describe('planOutpaint', () => {
  it('draws everything at once where the model can', () => {
    const growths = planOutpaint({ width: 512, height: 512 }, { ...none, right: 256 }, native);
    const grown = { left: 0, top: 0, width: 768, height: 512 };
    expect(growths).toEqual([
      {
        kept: { left: 0, top: 0, width: 512, height: 512 },
        grown,
        patches: [{ window: { rect: grown, size: { width: 768, height: 512 } }, draw: grown }],
      },
    ]);
  });

  it('adds strips in windows that half see what is there, and share some with their neighbours', () => {
    const growths = planOutpaint({ width: 1_024, height: 1_024 }, { ...none, right: 400 }, native);
    expect(growths.map(({ grown }) => grown.width)).toEqual([1_280, 1_424]);
    const [first] = growths;
    expect(first?.patches.map(({ window }) => window.rect)).toEqual([
      { left: 768, top: 0, width: 512, height: 512 },
      { left: 768, top: 256, width: 512, height: 512 },
      { left: 768, top: 512, width: 512, height: 512 },
    ]);
    expect(first?.patches.map(({ fade }) => fade)).toEqual([
      undefined,
      { from: 'top', pixels: 32 },
      { from: 'top', pixels: 32 },
    ]);
    expect(first?.patches.map(({ draw }) => [draw.top, draw.height])).toEqual([
      [0, 512],
      [480, 288],
      [736, 288],
    ]);
  });

  it('covers all that is new, each part in a window, with few windows', () => {
    const random = seededRandom(7);
    const upTo = (most: number) => random.integer(0, most - 1);
    for (let round = 0; round < 60; round += 1) {
      const source = { width: 64 + upTo(1_900), height: 64 + upTo(1_900) };
      const extend = { left: upTo(1_024), top: upTo(1_024), right: upTo(1_024), bottom: 1 };
      const growths = planOutpaint(source, extend, native);
      const { canvas, kept } = canvasOf(source, extend);
      expect(countPatches(growths)).toBeLessThanOrEqual(12);
      expect(growths[0]?.kept).toEqual(kept);
      expect(growths.at(-1)?.grown).toEqual({ left: 0, top: 0, ...canvas });
      for (const { kept: old, grown, patches } of growths) {
        const inWindow = patches.map(({ draw, window }) => intersect(draw, window.rect));
        expect(inWindow).toEqual(patches.map(({ draw }) => intersect(draw, grown)));
        const missed = Array.from({ length: 20 }, () => [
          grown.left + upTo(grown.width),
          grown.top + upTo(grown.height),
        ]).filter(([x = 0, y = 0]) =>
          [old, ...inWindow].every((rect) => distanceTo(rect, x, y) > 0),
        );
        expect(missed).toEqual([]);
      }
    }
  });
});
