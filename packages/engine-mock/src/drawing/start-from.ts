import type { ImageSource, Raster } from '@atelier/engine';
import { pause } from '../pause.js';
import { blend, type Colour } from './layer.js';

/** Pixels mixed before other work gets a turn: a few milliseconds. */
const pixelsPerTurn = 65_536;

/**
 * Lays what the drawing starts from over the picture: all of it, weaker with more strength, or under
 * a mask the black part whole. A source of another size leaves the picture as it is.
 */
export async function startFrom(
  source: ImageSource | undefined,
  { width, height, pixels }: Raster,
): Promise<void> {
  if (source === undefined || source.kind === 'text-to-image') return;
  const { image, strength } = source;
  if (image.width !== width || image.height !== height) return;
  const mask = source.kind === 'inpaint' ? source.mask.pixels : undefined;
  for (let at = 0; at < width * height; at += 1) {
    if (at % pixelsPerTurn === 0) await pause(0);
    const isKept = mask !== undefined && (mask[at] ?? 0) < 128;
    const start = at * 3;
    const [red = 0, green = 0, blue = 0] = image.pixels.subarray(start, start + 3);
    const colour: Colour = [red, green, blue];
    blend(pixels, at, colour, isKept ? 1 : 1 - strength);
  }
}
