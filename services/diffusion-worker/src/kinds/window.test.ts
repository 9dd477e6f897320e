import { describe, expect, it } from '@jest/globals';
import { anySize, type ModelScope } from '../model-scope.js';
import { windowAround, windowOverAll } from './window.js';

const large: ModelScope = { ...anySize, width: 512, height: 512, minSize: 256, maxSize: 768 };
const starter: ModelScope = {
  ...{ width: 128, height: 128, minSize: 128, maxSize: 128 },
  drawsOneThing: true,
};

describe('windowOverAll', () => {
  it('draws a picture as it is where the model can, with the least that is missing', () => {
    const as = { width: 640, height: 384 };
    expect(windowOverAll(as, large)).toEqual({ rect: { left: 0, top: 0, ...as }, size: as });
    expect(windowOverAll({ width: 630, height: 380 }, large)).toEqual({
      rect: { left: -5, top: -2, ...as },
      size: as,
    });
  });

  it('resizes one that is a little too large or too small', () => {
    const rect = { left: 0, top: 0, width: 150, height: 150 };
    const size = { width: 128, height: 128 };
    expect(windowOverAll({ width: 150, height: 150 }, starter)).toEqual({ rect, size });
    expect(windowOverAll({ width: 100, height: 50 }, starter)).toEqual({
      rect: { left: 0, top: -25, width: 100, height: 100 },
      size,
    });
  });

  it('gives up on one that is much larger', () => {
    expect(windowOverAll({ width: 1_024, height: 300 }, large)).toBeUndefined();
  });
});

describe('windowAround', () => {
  const picture = { width: 2_000, height: 1_500 };

  it('is as large as the model draws, around the box and inside the picture', () => {
    const box = { left: 900, top: 700, width: 100, height: 60 };
    expect(windowAround(box, picture, large)).toEqual({
      rect: { left: 694, top: 474, width: 512, height: 512 },
      size: { width: 512, height: 512 },
    });
    const corner = { left: 1_950, top: 0, width: 50, height: 50 };
    expect(windowAround(corner, picture, large).rect).toMatchObject({ left: 1_488, top: 0 });
  });

  it('grows with the box, and is drawn as large as the model can', () => {
    const box = { left: 500, top: 400, width: 800, height: 400 };
    const { rect, size } = windowAround(box, picture, large);
    expect([rect.width, rect.height]).toEqual([1_200, 1_200]);
    expect(size).toEqual({ width: 768, height: 768 });
  });

  it('is never larger than what holds the picture', () => {
    const { rect } = windowAround({ left: 0, top: 0, ...picture }, picture, large);
    expect(rect).toEqual({ left: 0, top: -250, width: 2_000, height: 2_000 });
  });

  it('has the box in its middle for a model that draws one thing', () => {
    const box = { left: 100, top: 0, width: 28, height: 20 };
    const { rect, size } = windowAround(box, { width: 128, height: 128 }, starter);
    expect(rect).toEqual({ left: 93, top: -11, width: 42, height: 42 });
    expect(size).toEqual({ width: 128, height: 128 });
  });
});
