import { imageDefaults, seedOfImage } from '@atelier/contracts';
import type { ImageEngine, ImagePart, ImageRequest } from '@atelier/engine';
import { previewPng } from './drawing/preview-png.js';
import { renderPicture } from './drawing/render-picture.js';
import { startFrom } from './drawing/start-from.js';
import { pause } from './pause.js';
import { createSeats, type Seat } from './seats.js';

export interface MockImageOptions {
  /** Time that one denoising step takes, in milliseconds. */
  readonly stepDelayMs?: number;
  /** Jobs drawn at the same time. */
  readonly maxConcurrency?: number;
}

/**
 * An image engine without a model: an abstract picture made from a hash of prompt and seed, with the
 * prompt, the seed and the size written on it. Of a picture that it starts from it keeps as much as
 * the strength leaves, and under a mask the black part.
 */
export function createMockImageEngine(options: MockImageOptions = {}): ImageEngine {
  const { stepDelayMs = 0, maxConcurrency = 1 } = options;
  const seats = createSeats(maxConcurrency);
  return {
    info: { engine: 'mock', model: 'mock-image', modelCached: true },
    capabilities: { maxConcurrency },
    async *draw(settings, signal) {
      const seat = seats.take(signal);
      try {
        yield* drawAll(settings, seat, stepDelayMs);
      } finally {
        seat.leave();
      }
    },
    close() {
      seats.close();
      return Promise.resolve();
    },
  };
}

async function* drawAll(
  settings: ImageRequest,
  seat: Seat,
  stepDelayMs: number,
): AsyncGenerator<ImagePart> {
  if (settings.guidanceScale !== imageDefaults.guidanceScale) {
    const message = 'The mock engine takes guidanceScale and does nothing with it.';
    yield { type: 'warning', setting: 'guidanceScale', message };
  }
  for (let index = 0; index < settings.count; index += 1) {
    yield* drawOne(settings, index, seat, stepDelayMs);
  }
  yield { type: 'finish', reason: seat.cancelled() ? 'cancelled' : 'stop' };
}

/** One picture; returns early, without it, once the seat's caller gave up. */
async function* drawOne(
  settings: ImageRequest,
  index: number,
  seat: Seat,
  stepDelayMs: number,
): AsyncGenerator<ImagePart> {
  const { steps, width, height } = settings;
  for (let step = 1; step <= steps; step += 1) {
    if (seat.cancelled()) return;
    await pause(stepDelayMs, seat.signal);
    if (seat.cancelled()) return;
    const preview = settings.previews === true ? { preview: previewPng(step / steps) } : {};
    yield { type: 'image-step', index, step, steps, ...preview };
  }
  if (seat.cancelled()) return;
  yield { type: 'image-decoding', index };
  const seed = seedOfImage(settings, index);
  const pixels = await renderPicture({ ...settings, seed }, seat.signal);
  if (!pixels) return;
  await startFrom(settings.source, { width, height, pixels });
  yield { type: 'image', index, seed, width, height, pixels };
}
