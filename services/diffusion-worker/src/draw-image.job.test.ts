import { describe, expect, it } from '@jest/globals';
import {
  DrawManifest,
  imageDefaults,
  imageKey,
  manifestKey,
  type DrawRequest,
  type ImageJobEvent,
} from '@atelier/contracts';
import type { ImageEngine, ImagePart } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { createDrawImageHandler } from './draw-image.job.js';
import { createPngEncoder } from './encode-png.js';
import { createJobReports } from './job-reports.js';
import { sha256Of } from './manifest.js';

const log = createLogger({ service: 'test', level: 'fatal' });
const jobId = '0190b5f0-0000-7000-8000-000000000001';
const input: DrawRequest = {
  jobId,
  generation: 1,
  requestId: 'r1',
  settings: {
    ...imageDefaults,
    prompt: 'a cat',
    width: 64,
    height: 64,
    steps: 3,
    seed: 5,
    count: 2,
  },
};

/** A handler over a store in memory; `trace` tells in which order things happened. */
function open(engine: ImageEngine = createMockImageEngine()) {
  const stored = new Map<string, Uint8Array>();
  const trace: string[] = [];
  const events: ImageJobEvent[] = [];
  const publish = (event: ImageJobEvent) => {
    events.push(event);
    trace.push(event.type === 'progress' ? event.state : event.type);
  };
  const handler = createDrawImageHandler({
    engine,
    blobs: {
      stat: (key) => {
        const bytes = stored.get(key);
        return Promise.resolve(bytes && { bytes: bytes.length, modifiedAt: new Date() });
      },
      put: (key, bytes, { ifAbsent }) => {
        trace.push(`put ${key.split('/').at(-1)}`);
        if (ifAbsent === true && stored.has(key)) return Promise.resolve('exists');
        stored.set(key, bytes);
        return Promise.resolve('stored');
      },
    },
    encodePng: createPngEncoder(),
    reports: createJobReports({ workerId: 'w1', publish }),
    log,
  });
  const controller = new AbortController();
  const run = (attempt = 1, assertHeld = () => Promise.resolve()) =>
    handler({ input, attempt, signal: controller.signal, assertHeld });
  return { run, controller, stored, trace, events };
}

function manifestOf(stored: ReadonlyMap<string, Uint8Array>): DrawManifest {
  const bytes = stored.get(manifestKey(jobId));
  return DrawManifest.parse(JSON.parse(Buffer.from(bytes ?? []).toString()));
}

describe('createDrawImageHandler', () => {
  it('stores each picture, then the manifest, and only then says that it is complete', async () => {
    const { run, stored, trace, events } = open();
    await run(3);
    const picture = ['running', 'decoding', 'saving'];
    expect(trace).toEqual([
      ...['started', 'loading', ...picture, 'put 0.png', ...picture, 'put 1.png'],
      ...['put manifest.json', 'completed'],
    ]);
    expect(new Set(events.map(({ fence }) => fence))).toEqual(new Set([1_003]));
    const manifest = manifestOf(stored);
    expect(manifest).toMatchObject({ jobId, fence: 1_003, settings: input.settings });
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
    expect(stored.size).toBe(losing - 1);
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
});
