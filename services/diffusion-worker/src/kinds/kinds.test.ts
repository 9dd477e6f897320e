import { describe, expect, it } from '@jest/globals';
import { maskKey, sourceKey, type ImageWork } from '@atelier/contracts';
import type { Raster } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import { AppError } from '@atelier/errors';
import { anySize, type ModelScope } from '../model-scope.js';
import { openRaster, toRaster } from '../pixels/open-sharp.js';
import {
  differences,
  jobId,
  maskWhere,
  openHandler,
  pattern,
  pixelAt,
  requestOf,
} from '../testing/open-handler.js';
import { createSolidEngine } from '../testing/solid-engine.js';

/** Of a model that knows one size. */
const narrow: ModelScope = { ...anySize, width: 64, height: 64, minSize: 64, maxSize: 64 };
const colour = [10, 200, 30] as const;

describe('an edit', () => {
  it('hands the engine the source at the size of the picture, cut to its proportions', async () => {
    const { engine, asked } = createSolidEngine(colour);
    const handler = openHandler({ engine });
    // Green in the middle, grey at both ends.
    const pixels = Uint8Array.from({ length: 200 * 100 * 3 }, (_, at) => {
      const x = Math.floor(at / 3) % 200;
      const isMiddle = x >= 45 && x < 155;
      return isMiddle && at % 3 !== 1 ? 0 : 120;
    });
    const source = await handler.putSource({ width: 200, height: 100, pixels });
    await handler.run(requestOf({ kind: 'edit', source, strength: 0.4 }, { count: 2 }));
    expect(asked.map(({ seed }) => seed)).toEqual([5, 6]);
    expect(asked[0]).toMatchObject({
      ...{ width: 64, height: 64, previews: true },
      source: { kind: 'image-to-image', strength: 0.4, image: { width: 64, height: 64 } },
    });
    const { image } = asked[0]?.source as { image: Raster };
    const isGreen = ([red = 0, green = 0]: number[]) => red < 10 && green > 110;
    for (const x of [0, 32, 63]) expect(isGreen(pixelAt(image, x, 40))).toBe(true);
  });

  it('asks the engine for nothing that it does not know', async () => {
    const { engine, asked } = createSolidEngine(colour);
    const { run } = openHandler({ engine });
    const asIs = { prompt: 'x', negativePrompt: '' };
    const changes = { format: 'webp', style: 'anime', asked: asIs, scheduler: 'ddim' } as const;
    await run(requestOf({ kind: 'generate' }, changes));
    expect(Object.keys(asked[0] ?? {}).sort()).toEqual(
      [
        ...['count', 'guidanceScale', 'height', 'negativePrompt', 'previews', 'prompt'],
        ...['scheduler', 'seed', 'steps', 'width'],
      ].sort(),
    );
  });
});

describe('an inpaint', () => {
  const isWhite = (x: number, y: number) => x >= 150 && x < 230 && y >= 60 && y < 110;
  const paint = async (scope: ModelScope) => {
    const { engine, asked } = createSolidEngine(colour);
    const handler = openHandler({ engine, scope });
    const source = pattern(300, 170);
    const work: ImageWork = {
      kind: 'inpaint',
      source: await handler.putSource(source),
      mask: await handler.putMask(maskWhere(300, 170, isWhite)),
      strength: 0.7,
    };
    await handler.run(requestOf(work, { width: 300, height: 170 }));
    return { source, asked, picture: await handler.picture() };
  };

  it.each([
    ['in a window', narrow],
    ['whole', anySize],
    ['in the middle', { ...narrow, drawsOneThing: true }],
  ])('changes no pixel outside the mask and all well inside it, %s', async (_, scope) => {
    const { source, picture } = await paint(scope);
    const changed = differences(picture, source);
    expect(changed.filter(([x, y]) => !isWhite(x, y))).toEqual([]);
    for (const [x, y] of [
      [160, 70],
      [190, 85],
      [220, 100],
    ] as const) {
      expect(pixelAt(picture, x, y)).toEqual([...colour]);
    }
    // At the very edge, both.
    const [red = 0] = pixelAt(picture, 150, 85);
    expect(red).not.toBe(colour[0]);
  });

  it('shows the engine the window with its mask, at the size that it draws', async () => {
    const { asked } = await paint(narrow);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ width: 64, height: 64 });
    const { image, mask } = asked[0]?.source as Extract<
      NonNullable<(typeof asked)[0]['source']>,
      { kind: 'inpaint' }
    >;
    expect([image.width, image.height, mask.width, mask.height]).toEqual([64, 64, 64, 64]);
    expect(mask.pixels).toHaveLength(64 * 64);
    expect([...new Set(mask.pixels)].sort()).toEqual([0, 255]);
    expect(mask.pixels[32 * 64 + 32]).toBe(255);
    expect(mask.pixels[0]).toBe(0);
  });

  it('refuses a mask without white, once and for all', async () => {
    const handler = openHandler();
    const work: ImageWork = {
      kind: 'inpaint',
      source: await handler.putSource(pattern(64, 64)),
      mask: await handler.putMask(maskWhere(64, 64, () => false)),
      strength: 1,
    };
    await expect(handler.run(requestOf(work))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      retryable: false,
    });
  });
});

describe('an outpaint', () => {
  const extend = { left: 40, top: 20, right: 70, bottom: 90 };
  const paint = async (scope: ModelScope, engine = createSolidEngine(colour)) => {
    const handler = openHandler({ engine: engine.engine, scope });
    const source = pattern(150, 130);
    const work = { kind: 'outpaint', source: await handler.putSource(source), extend } as const;
    await handler.run(requestOf(work, { width: 260, height: 240 }));
    const picture = await handler.picture();
    return { handler, source, asked: engine.asked, picture };
  };

  it.each([
    ['window by window', narrow],
    ['at once', anySize],
  ])('keeps the original in its place and draws around it, %s', async (_, scope) => {
    const { source, picture } = await paint(scope);
    expect([picture.width, picture.height]).toEqual([260, 240]);
    const original = openRaster(picture, 3).extract({ left: 40, top: 20, width: 150, height: 130 });
    expect((await toRaster(original, 3)).pixels).toEqual(source.pixels);
    for (const [x, y] of [
      [0, 0],
      [259, 0],
      [0, 239],
      [259, 239],
      [120, 230],
      [255, 100],
    ] as const) {
      expect(pixelAt(picture, x, y)).toEqual([...colour]);
    }
  });

  it('gives each window noise of its own, the first that of the seed', async () => {
    const { asked } = await paint(narrow);
    const seeds = asked.map(({ seed }) => seed);
    expect(seeds.length).toBeGreaterThan(3);
    expect(seeds[0]).toBe(5);
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('counts the steps of all windows as those that were asked for, and never back', async () => {
    const { handler, asked } = await paint(narrow);
    expect(asked.length * 3).toBeGreaterThan(3);
    const steps = handler.steps();
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(3);
    expect(handler.trace.filter((state) => state === 'decoding')).toHaveLength(1);
  });

  it('goes on quietly with a model that would draw its one thing again', async () => {
    const strengthOf = async (scope: ModelScope) => {
      const { asked } = await paint(scope);
      return asked.map(({ source }) => source?.kind === 'inpaint' && source.strength);
    };
    expect(new Set(await strengthOf(narrow))).toEqual(new Set([0.9]));
    // Three steps: a third is the least that leaves one.
    expect(new Set(await strengthOf({ ...narrow, drawsOneThing: true }))).toEqual(new Set([1 / 3]));
  });
});

describe('an enlargement', () => {
  it.each([2, 4] as const)('is %i times as large, and the source when shrunk', async (factor) => {
    const handler = openHandler();
    // Soft, as photographs are: what no filter could keep is not asked for.
    const soft = await toRaster(openRaster(pattern(90, 60), 3).blur(3), 3);
    const source = await handler.putSource(soft);
    const size = { width: 90 * factor, height: 60 * factor };
    const changes = { ...size, prompt: '', steps: 1 };
    await handler.run(requestOf({ kind: 'upscale', source, factor }, changes));
    const picture = await handler.picture();
    expect([picture.width, picture.height]).toEqual([size.width, size.height]);
    const back = await toRaster(openRaster(picture, 3).resize(90, 60), 3);
    const furthest = back.pixels.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - soft.pixels[at]!)),
      0,
    );
    expect(furthest).toBeLessThanOrEqual(6);
    expect(handler.manifest()).toMatchObject({
      engine: { engine: 'resampler', model: 'lanczos3' },
      images: [size],
    });
    expect(handler.trace).toEqual([
      ...['started', 'loading', 'saving', 'put 0.png', 'put 0.thumbnail.webp'],
      ...['put manifest.json', 'completed'],
    ]);
  });
});

describe('every kind', () => {
  const works = async ({
    putSource,
    putMask,
  }: ReturnType<typeof openHandler>): Promise<Record<string, ImageWork>> => {
    const source = await putSource(pattern(100, 100));
    const mask = await putMask(maskWhere(100, 100, (x) => x > 40));
    const extend = { left: 30, top: 0, right: 0, bottom: 30 };
    return {
      generate: { kind: 'generate' },
      edit: { kind: 'edit', source, strength: 0.5 },
      variation: { kind: 'variation', source, strength: 0.5 },
      inpaint: { kind: 'inpaint', source, mask, strength: 1 },
      outpaint: { kind: 'outpaint', source, extend },
      upscale: { kind: 'upscale', source, factor: 2 },
    };
  };
  const kinds = ['generate', 'edit', 'variation', 'inpaint', 'outpaint', 'upscale'];

  it.each(kinds)('gives the same bytes on two workers: %s', async (kind) => {
    const draw = async () => {
      const handler = openHandler({ scope: narrow });
      const { [kind]: work } = await works(handler);
      await handler.run(requestOf(work!, { steps: 2 }));
      return handler.manifest().images;
    };
    expect(await draw()).toEqual(await draw());
  });

  it.each(kinds)('stops where it is when it is told to: %s', async (kind) => {
    const mock = createMockImageEngine();
    const handler = openHandler({
      scope: narrow,
      engine: {
        ...mock,
        async *draw(request, signal) {
          for await (const part of mock.draw(request, signal)) {
            yield part;
            handler.controller.abort(new AppError('CANCELLED'));
          }
        },
      },
    });
    if (kind === 'upscale') handler.controller.abort(new AppError('CANCELLED'));
    const { [kind]: work } = await works(handler);
    await expect(handler.run(requestOf(work!, { steps: 50 }))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(handler.trace.filter((entry) => entry.startsWith('put'))).toEqual([]);
    expect(handler.steps().filter((step) => step > 0).length).toBeLessThanOrEqual(1);
  });

  it.each(['edit', 'variation', 'inpaint', 'outpaint', 'upscale'])(
    'fails for good without its source, or with another one: %s',
    async (kind) => {
      const gone = { code: 'INVALID_INPUT', retryable: false };
      const handler = openHandler();
      const { [kind]: work } = await works(handler);
      await handler.putSource(pattern(101, 100));
      await expect(handler.run(requestOf(work!))).rejects.toMatchObject(gone);
      handler.stored.delete(sourceKey(jobId));
      await expect(handler.run(requestOf(work!))).rejects.toMatchObject(gone);
      handler.stored.delete(maskKey(jobId));
    },
  );
});
