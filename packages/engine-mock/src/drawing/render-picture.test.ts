import { describe, expect, it } from '@jest/globals';
import { renderPicture, type PictureDescription } from './render-picture.js';

const base = { prompt: 'a castle', negativePrompt: '', seed: 1, width: 128, height: 128 };

async function pixelsOf(changes: Partial<PictureDescription>): Promise<Uint8Array> {
  const pixels = await renderPicture({ ...base, ...changes }, new AbortController().signal);
  return pixels ?? new Uint8Array();
}

/** The upper half, where nothing is written. */
const sky = (pixels: Uint8Array) => pixels.slice(0, pixels.length / 2);

/** How many pixels have a colour within a few shades of this one. */
function countOf(pixels: Uint8Array, colour: readonly number[]): number {
  let count = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    if (colour.every((value, channel) => Math.abs((pixels[at + channel] ?? 0) - value) < 40)) {
      count += 1;
    }
  }
  return count;
}

describe('renderPicture', () => {
  it('is another picture for another prompt or seed, not only in its caption', async () => {
    const first = sky(await pixelsOf({}));
    expect(sky(await pixelsOf({}))).toEqual(first);
    expect(sky(await pixelsOf({ seed: 2 }))).not.toEqual(first);
    expect(sky(await pixelsOf({ prompt: 'a house' }))).not.toEqual(first);
  });

  it('shows the colour and the shape that the prompt names', async () => {
    const red = [220, 60, 60];
    const circle = await pixelsOf({ prompt: 'a red circle' });
    expect(countOf(circle, red)).toBeGreaterThan(400);
    expect(countOf(await pixelsOf({ prompt: 'a blue circle' }), red)).toBeLessThan(100);
    expect(sky(await pixelsOf({ prompt: 'a red star' }))).not.toEqual(sky(circle));
  });

  it('gives nothing once it is cancelled', async () => {
    expect(await renderPicture(base, AbortSignal.abort())).toBeUndefined();
  });
});
