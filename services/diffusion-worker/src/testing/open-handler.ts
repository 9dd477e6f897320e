import {
  DrawManifest,
  imageDefaults,
  manifestKey,
  maskKey,
  sourceKey,
  type DrawRequest,
  type ImageJobEvent,
  type ImageWork,
  type InputPicture,
  type JobSettings,
} from '@atelier/contracts';
import type { ImageEngine, Raster } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import { createLogger } from '@atelier/logging';
import sharp from 'sharp';
import { createDrawImageHandler } from '../draw-image.job.js';
import { createJobReports } from '../job-reports.js';
import { sha256Of } from '../manifest.js';
import { anySize, type ModelScope } from '../model-scope.js';

export const jobId = '0190b5f0-0000-7000-8000-000000000001';
const log = createLogger({ service: 'test', level: 'fatal' });

export interface OpenOptions {
  readonly engine?: ImageEngine;
  readonly scope?: ModelScope;
}

/** A handler over a store in memory; `trace` tells in which order things happened. */
export function openHandler({ engine = createMockImageEngine(), scope }: OpenOptions = {}) {
  const stored = new Map<string, Uint8Array>();
  const trace: string[] = [];
  const events: ImageJobEvent[] = [];
  const publish = (event: ImageJobEvent) => {
    events.push(event);
    trace.push(event.type === 'progress' ? event.state : event.type);
  };
  const handler = createDrawImageHandler({
    engine,
    scope: () => scope ?? anySize,
    blobs: {
      get: (key) => Promise.resolve(stored.get(key)),
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
    // Every event is due.
    reports: createJobReports({ workerId: 'w1', publish, now: () => (clock += 1_000) }),
    log,
  });
  let clock = 0;
  const controller = new AbortController();
  const run = (input: DrawRequest, attempt = 1, assertHeld = () => Promise.resolve()) =>
    handler({ input, attempt, signal: controller.signal, assertHeld });
  const put = async (key: string, raster: Raster, channels: 1 | 3): Promise<InputPicture> => {
    const { width, height, pixels } = raster;
    const png = await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
    stored.set(key, png);
    return { sha256: sha256Of(png), width, height };
  };
  return {
    run,
    controller,
    stored,
    trace,
    events,
    putSource: (raster: Raster) => put(sourceKey(jobId), raster, 3),
    putMask: (raster: Raster) => put(maskKey(jobId), raster, 1),
    manifest(): DrawManifest {
      const bytes = stored.get(manifestKey(jobId)) ?? new Uint8Array();
      return DrawManifest.parse(JSON.parse(Buffer.from(bytes).toString()));
    },
    /** The pixels of a stored picture. */
    async picture(index = 0): Promise<Raster> {
      const key = this.manifest().images[index]?.key ?? '';
      return decode(stored.get(key) ?? new Uint8Array());
    },
    /** Steps of the progress told so far. */
    steps: () => events.flatMap((event) => (event.type === 'progress' ? [event.step] : [])),
  };
}

/** Of a small job that draws what `work` says. */
export function requestOf(work: ImageWork, changes: Partial<JobSettings> = {}): DrawRequest {
  const settings = { ...imageDefaults, prompt: 'a cat', width: 64, height: 64, steps: 3, seed: 5 };
  return { jobId, generation: 1, requestId: 'r1', settings: { ...settings, ...changes }, work };
}

export async function decode(bytes: Uint8Array): Promise<Raster> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({
    resolveWithObject: true,
  });
  return { width: info.width, height: info.height, pixels: data };
}

/** A picture whose neighbouring pixels all differ. */
export function pattern(width: number, height: number): Raster {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7 + 13) % 251);
  return { width, height, pixels };
}

/** A mask that is white where `isWhite` says so. */
export function maskWhere(
  width: number,
  height: number,
  isWhite: (x: number, y: number) => boolean,
): Raster {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
    isWhite(at % width, Math.floor(at / width)) ? 255 : 0,
  );
  return { width, height, pixels };
}

/** The colour of a pixel. */
export function pixelAt({ width, pixels }: Raster, x: number, y: number): number[] {
  return [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** Where two pictures of one size differ. */
export function differences(one: Raster, other: Raster): (readonly [x: number, y: number])[] {
  const found: (readonly [number, number])[] = [];
  for (let at = 0; at < one.width * one.height; at += 1) {
    const isEqual = [0, 1, 2].every(
      (channel) => one.pixels[at * 3 + channel] === other.pixels[at * 3 + channel],
    );
    if (!isEqual) found.push([at % one.width, Math.floor(at / one.width)]);
  }
  return found;
}
