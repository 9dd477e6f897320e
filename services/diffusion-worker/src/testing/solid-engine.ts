import type { ImageEngine, ImageRequest } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';

/** An engine that draws one colour, and remembers what it was asked for. */
export function createSolidEngine(colour: readonly [number, number, number]) {
  const asked: ImageRequest[] = [];
  const engine: ImageEngine = {
    ...createMockImageEngine(),
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream without waits
    async *draw(request) {
      asked.push(request);
      const { width, height, steps, seed } = request;
      for (let step = 1; step <= steps; step += 1) {
        yield { type: 'image-step', index: 0, step, steps };
      }
      yield { type: 'image-decoding', index: 0 };
      const pixels = new Uint8Array(width * height * 3);
      for (let at = 0; at < pixels.length; at += 3) pixels.set(colour, at);
      yield { type: 'image', index: 0, seed, width, height, pixels };
      yield { type: 'finish', reason: 'stop' };
    },
  };
  return { engine, asked };
}
