import { pause } from '../pause.js';
import { createCaption } from './caption.js';
import { createFigure } from './figure.js';
import { createLandscape } from './landscape.js';
import { createRandom } from './random.js';

/** Pixels painted before other work gets a turn: a few milliseconds. */
const pixelsPerTurn = 32_768;

export interface PictureDescription {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Paints a picture row by row, letting other work in between.
 *
 * @returns RGB, 8 bits a channel, `width * height * 3` bytes; undefined after an abort.
 */
export async function renderPicture(
  picture: PictureDescription,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const { prompt, negativePrompt, seed, width, height } = picture;
  const random = createRandom(prompt, seed);
  const wanted = negativePrompt === '' ? prompt : `${prompt}\nnot: ${negativePrompt}`;
  const facts = `seed ${seed} ${width}x${height}`;
  const caption = createCaption({ prompt: wanted, facts }, width, height);
  const layers = [
    createLandscape(width, height, random),
    createFigure(prompt, { width, height: caption.top }, random),
    caption.layer,
  ];

  const pixels = new Uint8Array(width * height * 3);
  const rowsPerTurn = Math.ceil(pixelsPerTurn / width);
  for (let y = 0; y < height; y += 1) {
    if (y % rowsPerTurn === 0) await pause(0);
    if (signal.aborted) return undefined;
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    for (const layer of layers) layer(row, y);
  }
  return pixels;
}
