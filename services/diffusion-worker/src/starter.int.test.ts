import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DrawRequest, ImageWork, JobSettings } from '@atelier/contracts';
import type { ImageEngine, Raster } from '@atelier/engine';
import { createLogger } from '@atelier/logging';
import { tempDir, testVariable, type TempDir } from '@atelier/testkit';
import { loadDiffusionWorkerConfig } from './config.js';
import { createEngine, type ChosenEngine } from './create-engine.js';
import { openRaster, toRaster } from './pixels/open-sharp.js';
import { differences, maskWhere, openHandler, pixelAt, requestOf } from './testing/open-handler.js';

/** The starter's own size, steps and guidance. */
const settings = {
  prompt: 'a red circle on a blue background',
  width: 128,
  height: 128,
  steps: 20,
  guidanceScale: 2,
  seed: 7,
};
const isRed = ([red = 0, green = 0, blue = 0]: readonly number[]) =>
  red > 150 && green < 90 && blue < 90;

describe('the starter model on the real engine', () => {
  let folder: TempDir;
  let chosen: ChosenEngine;
  let circle: Raster;
  const openWorker = () => {
    const python = testVariable('TEST_PYTHON');
    const config = loadDiffusionWorkerConfig({
      REDIS_URL: 'redis://127.0.0.1',
      BLOB_DIR: folder.path,
      MODELS_DIR: folder.path,
      IMAGE_MODEL: 'starter-image',
      ...(python !== undefined && { OPENVINO_PYTHON: python }),
    });
    return createEngine(config, createLogger({ service: 'test', level: 'fatal' }));
  };
  beforeAll(async () => {
    folder = await tempDir();
    chosen = await openWorker();
    ({ picture: circle } = await drawn({ kind: 'generate' }));
  });
  afterAll(async () => {
    await chosen.close();
    await folder.remove();
  });

  interface Inputs {
    readonly changes?: Partial<JobSettings>;
    readonly source?: Raster;
    readonly mask?: Raster;
    readonly engine?: ImageEngine;
  }

  /** The first picture of a job; `work` gets the inputs that it names. */
  const drawn = async (
    work: ImageWork | ((inputs: Pictures) => ImageWork),
    { changes, source, mask, engine = chosen.engine }: Inputs = {},
  ) => {
    const handler = openHandler({ engine, scope: chosen.scope() });
    const put = async () => ({
      source: source && (await handler.putSource(source)),
      mask: mask && (await handler.putMask(mask)),
    });
    const pictures = (await put()) as Pictures;
    const wanted = typeof work === 'function' ? work(pictures) : work;
    const request: DrawRequest = requestOf(wanted, { ...settings, ...changes });
    await handler.run(request);
    return { ...handler, picture: await handler.picture() };
  };

  it('draws a red circle that is red, and round in the middle', () => {
    const reds: (readonly [number, number])[] = [];
    for (let y = 0; y < 128; y += 1) {
      for (let x = 0; x < 128; x += 1) {
        if (isRed(pixelAt(circle, x, y))) reds.push([x, y]);
      }
    }
    const mean = (axis: 0 | 1) => reds.reduce((sum, at) => sum + at[axis], 0) / reds.length;
    const [x, y] = [mean(0), mean(1)];
    expect(Math.hypot(x - 64, y - 64)).toBeLessThan(8);
    // A disc of this area has this radius, and nothing of it lies farther away.
    const radius = Math.sqrt(reds.length / Math.PI);
    const farthest = Math.max(...reds.map(([atX, atY]) => Math.hypot(atX - x, atY - y)));
    expect(radius).toBeGreaterThan(20);
    expect(farthest / radius).toBeLessThan(1.15);
    expect(pixelAt(circle, 4, 4)[2]).toBeGreaterThan(150);
  });

  it('stays closer to its source with less strength', async () => {
    const edited = async (strength: number) => {
      const changes = { prompt: 'a green star on a yellow background' };
      const { picture } = await drawn(({ source }) => ({ kind: 'edit', source, strength }), {
        changes,
        source: circle,
      });
      return meanDistance(picture, circle);
    };
    const [weak, strong] = [await edited(0.2), await edited(0.9)];
    expect(weak).toBeLessThan(strong / 2);
  });

  it('leaves what the mask leaves out as it was', async () => {
    const isWhite = (x: number, y: number) => x >= 24 && x < 104 && y >= 24 && y < 104;
    const { picture } = await drawn(
      ({ source, mask }) => ({ kind: 'inpaint', source, mask, strength: 1 }),
      {
        changes: { prompt: 'a green circle on a blue background' },
        source: circle,
        mask: maskWhere(128, 128, isWhite),
      },
    );
    expect(differences(picture, circle).filter(([x, y]) => !isWhite(x, y))).toEqual([]);
    const [red = 0, green = 0] = pixelAt(picture, 64, 64);
    expect(green).toBeGreaterThan(red + 60);
  });

  it('keeps the original in its place when it draws around it, and goes on with it', async () => {
    const extend = { left: 32, top: 0, right: 64, bottom: 48 };
    const { picture } = await drawn(({ source }) => ({ kind: 'outpaint', source, extend }), {
      changes: { width: 224, height: 176 },
      source: circle,
    });
    expect([picture.width, picture.height]).toEqual([224, 176]);
    const original = openRaster(picture, 3).extract({ left: 32, top: 0, width: 128, height: 128 });
    expect((await toRaster(original, 3)).pixels).toEqual(circle.pixels);
    for (const [x, y] of [
      [4, 4],
      [220, 4],
      [4, 172],
      [220, 172],
      [190, 60],
      [100, 160],
    ] as const) {
      const [red = 0, , blue = 0] = pixelAt(picture, x, y);
      expect(blue).toBeGreaterThan(red + 60);
    }
  });

  it.each([2, 4] as const)('enlarges %i times without inventing anything', async (factor) => {
    const { picture, manifest } = await drawn(
      ({ source }) => ({ kind: 'upscale', source, factor }),
      { changes: { width: 128 * factor, height: 128 * factor, steps: 1 }, source: circle },
    );
    expect([picture.width, picture.height]).toEqual([128 * factor, 128 * factor]);
    const back = await toRaster(openRaster(picture, 3).resize(128, 128), 3);
    expect(meanDistance(back, circle)).toBeLessThan(1);
    expect(manifest().engine).toMatchObject({ engine: 'resampler', model: 'lanczos3' });
  });

  it('varies a picture with each seed, and gives the same bytes again', async () => {
    const vary = () =>
      drawn(({ source }) => ({ kind: 'variation', source, strength: 0.6 }), {
        changes: { count: 2 },
        source: circle,
      });
    const [first, second] = [await vary(), await vary()];
    const [one, other] = first.manifest().images;
    expect(one?.sha256).not.toBe(other?.sha256);
    expect(second.manifest().images).toEqual(first.manifest().images);
    expect(first.manifest().engine.modelHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives the same bytes in another worker, of every kind, while both draw', async () => {
    const other = await openWorker();
    try {
      const extend = { left: 32, top: 0, right: 0, bottom: 16 };
      const inputs = { source: circle, mask: maskWhere(128, 128, (x) => x >= 40) };
      const works: [(pictures: Pictures) => ImageWork, Partial<JobSettings>?][] = [
        [() => ({ kind: 'generate' })],
        [({ source }) => ({ kind: 'edit', source, strength: 0.5 })],
        [({ source, mask }) => ({ kind: 'inpaint', source, mask, strength: 1 })],
        [({ source }) => ({ kind: 'outpaint', source, extend }), { width: 160, height: 144 }],
        [({ source }) => ({ kind: 'upscale', source, factor: 2 }), { width: 256, height: 256 }],
        [({ source }) => ({ kind: 'variation', source, strength: 0.6 })],
      ];
      const drawAll = async (engine: ImageEngine) => {
        const hashes = [];
        for (const [work, size] of works) {
          const changes = { steps: 3, count: 1, ...size };
          const { manifest } = await drawn(work, { ...inputs, changes, engine });
          hashes.push(...manifest().images.map(({ sha256 }) => sha256));
        }
        return hashes;
      };
      const [one, two] = await Promise.all([drawAll(chosen.engine), drawAll(other.engine)]);
      expect(two).toEqual(one);
      expect(new Set(one).size).toBe(works.length);
    } finally {
      await other.close();
    }
  });

  it('is cancelled within one step', async () => {
    const source = circle;
    let after = 0;
    const handler = openHandler({ engine: watched(), scope: chosen.scope() });
    function watched(): ImageEngine {
      const { engine } = chosen;
      return {
        ...engine,
        info: engine.info,
        async *draw(request, signal) {
          for await (const part of engine.draw(request, signal)) {
            if (part.type === 'image-step' && signal.aborted) after += 1;
            if (part.type === 'image-step' && part.step === 2) handler.controller.abort();
            yield part;
          }
        },
      };
    }
    const extend = { left: 64, top: 0, right: 64, bottom: 0 };
    const work = { kind: 'outpaint', source: await handler.putSource(source), extend } as const;
    const request = requestOf(work, { ...settings, width: 256, steps: 60 });
    await expect(handler.run(request)).rejects.toThrow();
    expect(after).toBeLessThanOrEqual(1);
    expect(handler.events.some(({ type }) => type === 'completed')).toBe(false);
  });
});

/** What a job starts from, where it starts from something. */
interface Pictures {
  readonly source: Extract<ImageWork, { kind: 'inpaint' }>['source'];
  readonly mask: Extract<ImageWork, { kind: 'inpaint' }>['mask'];
}

/** Of the channels of two pictures of one size, from 0 to 255. */
function meanDistance(one: Raster, other: Raster): number {
  const sum = one.pixels.reduce(
    (total, value, at) => total + Math.abs(value - (other.pixels[at] ?? 0)),
    0,
  );
  return sum / one.pixels.length;
}
