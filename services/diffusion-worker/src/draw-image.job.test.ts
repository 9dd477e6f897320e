import { describe, expect, it } from '@jest/globals';
import { imageKey, manifestKey, thumbnailKey, type EngineInfo } from '@atelier/contracts';
import type { ImageEngine, ImagePart } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import { AppError } from '@atelier/errors';
import sharp from 'sharp';
import { sha256Of } from './manifest.js';
import { jobId, openHandler, requestOf, type OpenOptions } from './testing/open-handler.js';

const input = requestOf({ kind: 'generate' }, { count: 2 });

function open(engine?: ImageEngine) {
  const handler = openHandler({ ...(engine && { engine }) } satisfies OpenOptions);
  return { ...handler, run: handler.run.bind(undefined, input) };
}

describe('createDrawImageHandler', () => {
  it('stores each picture, then the manifest, and only then says that it is complete', async () => {
    const { run, stored, trace, events, manifest: read } = open();
    await run(3);
    const picture = (index: number) => [
      ...['running', 'running', 'running', 'decoding', 'saving'],
      ...[`put ${index}.png`, `put ${index}.thumbnail.webp`],
    ];
    expect(trace).toEqual([
      ...['started', 'loading', ...picture(0), ...picture(1), 'put manifest.json', 'completed'],
    ]);
    expect(new Set(events.map(({ fence }) => fence))).toEqual(new Set([1_003]));
    const manifest = read();
    const { settings, work } = input;
    expect(manifest).toMatchObject({ jobId, fence: 1_003, settings, work, warnings: [] });
    expect(manifest.memoryBytes).toBeGreaterThan(1_000_000);
    expect(manifest.images.map(({ key, seed }) => [key, seed])).toEqual([
      [imageKey(jobId, 0), 5],
      [imageKey(jobId, 1), 6],
    ]);
    for (const { key, sha256, bytes } of manifest.images) {
      const png = stored.get(key) ?? new Uint8Array();
      expect([sha256Of(png), png.length]).toEqual([sha256, bytes]);
    }
  });

  it('counts steps over all pictures of the job', async () => {
    const { run, events } = open();
    await run();
    const steps = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    expect(steps.at(-1)).toMatchObject({ state: 'saving', step: 6, steps: 6 });
  });

  it('draws nothing when the manifest is there', async () => {
    const { run, trace } = open();
    await run(1);
    trace.length = 0;
    await run(2);
    expect(trace).toEqual(['started', 'completed']);
  });

  it('gives the same files a second time', async () => {
    const first = open();
    const second = open();
    await first.run();
    await second.run(2);
    for (const index of [0, 1]) {
      const key = imageKey(jobId, index);
      const png = first.stored.get(key) ?? new Uint8Array();
      expect(second.stored.get(key)).toEqual(png);
    }
  });

  it.each([1, 2, 3])('writes no more once the job is lost, at check %i', async (losing) => {
    const { run, stored, events } = open();
    let checks = 0;
    const assertHeld = () => {
      checks += 1;
      return checks < losing ? Promise.resolve() : Promise.reject(new AppError('FENCE_LOST'));
    };
    await expect(run(1, assertHeld)).rejects.toMatchObject({ code: 'FENCE_LOST' });
    // A picture and its thumbnail between two checks.
    expect(stored.size).toBe(2 * (losing - 1));
    expect(stored.has(manifestKey(jobId))).toBe(false);
    expect(events.some(({ type }) => type === 'completed')).toBe(false);
  });

  it('ends with the reason it was stopped for', async () => {
    const { run, controller, stored } = open(createMockImageEngine({ stepDelayMs: 3_600_000 }));
    const running = expect(run()).rejects.toMatchObject({ code: 'CANCELLED' });
    controller.abort(new AppError('CANCELLED'));
    await running;
    expect(stored.size).toBe(0);
  });

  it('fails when the engine draws too little', async () => {
    const idle: ImageEngine = {
      ...createMockImageEngine(),
      // eslint-disable-next-line @typescript-eslint/require-await -- a stream without waits
      async *draw(): AsyncGenerator<ImagePart> {
        yield { type: 'finish', reason: 'stop' };
      },
    };
    const { run, stored } = open(idle);
    await expect(run()).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
    expect(stored.size).toBe(0);
  });

  it('counts the steps that were asked for, also where a scheduler takes one more', async () => {
    const mock = createMockImageEngine();
    const engine: ImageEngine = {
      ...mock,
      async *draw(settings, signal) {
        for await (const part of mock.draw(settings, signal)) {
          if (part.type !== 'image-step') yield part;
          else if (part.step === 1) {
            const steps = settings.steps + 1;
            for (let step = 1; step <= steps; step += 1) yield { ...part, step, steps };
          }
        }
      },
    };
    const { run, events } = open(engine);
    await run();
    const steps = events.flatMap((event) => (event.type === 'progress' ? [event.step] : []));
    expect(Math.max(...steps)).toBe(6);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it('writes no id of the job into a file, so that equal work is equal bytes', async () => {
    const first = open();
    const second = openHandler();
    await first.run();
    const otherId = jobId.replace(/1$/, '2');
    await second.run({ ...input, jobId: otherId, requestId: 'r2', generation: 3 });
    const files = [0, 1].flatMap((index) => [
      [imageKey(jobId, index), imageKey(otherId, index)],
      [thumbnailKey(jobId, index), thumbnailKey(otherId, index)],
    ]);
    for (const [one = '', other = ''] of files) {
      expect(first.stored.has(one)).toBe(true);
      expect(second.stored.get(other)).toEqual(first.stored.get(one));
    }
  });

  it('stores WebP when asked, and a small picture and a look with each', async () => {
    const { run, stored, manifest } = openHandler();
    await run(requestOf({ kind: 'generate' }, { format: 'webp', width: 512, height: 256 }));
    const [image] = manifest().images;
    expect(image).toMatchObject({ key: imageKey(jobId, 0, 'webp'), format: 'webp' });
    expect(image?.look).toMatch(/^[0-9a-f]{16}$/);
    const formatOf = async (key = '') => sharp(stored.get(key)).metadata();
    expect(await formatOf(image?.key)).toMatchObject({ format: 'webp', width: 512, height: 256 });
    const small = await formatOf(image?.thumbnail.key);
    expect(small).toMatchObject({ format: 'webp', width: 256, height: 128 });
    expect(image?.thumbnail.bytes).toBe(stored.get(image?.thumbnail.key ?? '')?.length);
  });

  it('keeps what the engine warned of, once each', async () => {
    const { run, manifest } = openHandler();
    await run(requestOf({ kind: 'generate' }, { guidanceScale: 3, count: 3 }));
    expect(manifest().warnings).toEqual([
      { code: 'ENGINE_SETTING', message: expect.stringContaining('guidanceScale') },
    ]);
  });

  it('sends a preview with a step', async () => {
    const { run, events } = open();
    await run();
    const shown = events.filter((event) => event.type === 'progress' && event.preview);
    expect(shown).toHaveLength(6);
  });

  it('starts anew when the engine has moved over to another model', async () => {
    const mock = createMockImageEngine();
    let drawn = 0;
    const engine: ImageEngine = {
      ...mock,
      get info(): EngineInfo {
        return { ...mock.info, model: drawn === 0 ? 'old' : 'new' };
      },
      draw(request, signal) {
        drawn += 1;
        return mock.draw(request, signal);
      },
    };
    const { run, stored, manifest } = open(engine);
    await expect(run()).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(stored.has(manifestKey(jobId))).toBe(false);
    await run(2);
    expect(manifest().engine.model).toBe('new');
  });

  it('says the peak memory of the process that draws', async () => {
    const { run, manifest } = open({ ...createMockImageEngine(), peakMemoryBytes: () => 123 });
    await run();
    expect(manifest().memoryBytes).toBe(123);
  });
});
