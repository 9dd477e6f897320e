import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import sharp from 'sharp';
import { sha256Of } from './manifest.js';
import { createReadInput } from './read-input.js';

const key = 'a/source.png';
const sized = { width: 4, height: 2 };

function read(bytes: Uint8Array | undefined, changes = {}, as: 'picture' | 'mask' = 'picture') {
  const blobs = { get: () => Promise.resolve(bytes) };
  const picture = { ...sized, sha256: sha256Of(bytes ?? new Uint8Array()), ...changes };
  return createReadInput(blobs, new AbortController().signal)({ key, picture }, as);
}

const plain = (background: { r: number; g: number; b: number; alpha?: number }) => {
  const channels = background.alpha === undefined ? 3 : 4;
  return sharp({ create: { ...sized, channels, background } })
    .png()
    .toBuffer();
};

describe('createReadInput', () => {
  it('gives RGB, whatever kind of PNG it is', async () => {
    const grey = await sharp(await plain({ r: 9, g: 9, b: 9 }))
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect(await read(grey)).toMatchObject({ ...sized, pixels: Buffer.alloc(24, 9) });
    const clear = await plain({ r: 0, g: 0, b: 0, alpha: 0 });
    expect(await read(clear)).toMatchObject({ ...sized, pixels: Buffer.alloc(24, 255) });
  });

  it('gives a mask in black and white', async () => {
    const pixelOf = async (value: number) =>
      (await read(await plain({ r: value, g: value, b: value }), {}, 'mask')).pixels;
    expect(await pixelOf(127)).toEqual(Buffer.alloc(8, 0));
    expect(await pixelOf(128)).toEqual(Buffer.alloc(8, 255));
  });

  it.each([
    ['is gone', undefined, {}],
    ['has another hash', 'png', { sha256: '0'.repeat(64) }],
    ['has another size', 'png', { width: 5 }],
    ['is no picture', 'text', {}],
    ['is cut off', 'half', {}],
  ])('fails for good when it %s', async (_, what, changes) => {
    const png = await plain({ r: 1, g: 2, b: 3 });
    const bytes = { png, text: Buffer.from('hello'), half: png.subarray(0, png.length - 20) };
    const sent = what === undefined ? undefined : bytes[what as keyof typeof bytes];
    await expect(read(sent, changes)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      retryable: false,
    });
  });

  it('waits for a store that does not answer', async () => {
    const down = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE'));
    const reading = createReadInput({ get: down }, new AbortController().signal);
    const picture = { ...sized, sha256: '0'.repeat(64) };
    await expect(reading({ key, picture }, 'picture')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
  });
});
