import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { encodePicture, recipeKeyword } from './encode-picture.js';

const recipe = {
  kind: 'generate',
  prompt: 'ein grüner Bär 🐻\nund “Zitate”, <b>&amp;',
  negative_prompt: '',
  seed: 4_294_967_295,
  steps: 4,
  cfg_scale: 7.5,
  width: 64,
  height: 128,
  model: 'mock-image',
  engine: 'mock',
};
const image = {
  width: 64,
  height: 128,
  pixels: Uint8Array.from({ length: 64 * 128 * 3 }, (_, index) => (index * 7) % 256),
};

/** Chunks of a PNG; throws on a wrong checksum. */
function chunksOf(png: Uint8Array) {
  const bytes = Buffer.from(png);
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const typed = bytes.subarray(at + 4, at + 8 + length);
    if (bytes.readUInt32BE(at + 8 + length) !== crc32(typed)) throw new Error('Wrong checksum.');
    chunks.push({ type: typed.toString('latin1', 0, 4), data: typed.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

describe('encodePicture', () => {
  const encode = (picture: typeof image, as: typeof recipe) => encodePicture(picture, as, 'png');

  it('keeps every pixel', async () => {
    const png = await encode(image, recipe);
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 64, height: 128, channels: 3 });
    expect(data.equals(image.pixels)).toBe(true);
  });

  it('puts the recipe right after the header, in well-formed chunks', async () => {
    const chunks = chunksOf(await encode(image, recipe));
    expect(chunks.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['IHDR', 'iTXt', 'IDAT', 'IEND']),
    );
    expect(chunks.slice(0, 2).map(({ type }) => type)).toEqual(['IHDR', 'iTXt']);
    const text = chunks[1]?.data ?? Buffer.alloc(0);
    const start = recipeKeyword.length + 5;
    expect(text.toString('latin1', 0, start)).toBe(`${recipeKeyword}\0\0\0\0\0`);
    expect(JSON.parse(text.toString('utf8', start))).toEqual(recipe);
    const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
    expect(inflateSync(Buffer.concat(pixels))).toHaveLength((64 * 3 + 1) * 128);
  });

  it('gives equal bytes for equal input, and others for another seed', async () => {
    const png = Buffer.from(await encode(image, recipe));
    expect(png.equals(await encode(image, recipe))).toBe(true);
    expect(png.equals(await encode(image, { ...recipe, seed: 1 }))).toBe(false);
  });

  it('makes a WebP that looks the same, with the recipe as XMP', async () => {
    const soft = await sharp(image.pixels, { raw: { width: 64, height: 128, channels: 3 } })
      .blur(4)
      .raw()
      .toBuffer();
    const webp = await encodePicture({ ...image, pixels: soft }, recipe, 'webp');
    const { format, xmpAsString = '' } = await sharp(webp).metadata();
    expect(format).toBe('webp');
    const [, escaped = ''] = /<atelier:recipe>(.*)<\/atelier:recipe>/s.exec(xmpAsString) ?? [];
    const text = escaped
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(JSON.parse(text)).toEqual(recipe);
    const back = await sharp(webp).raw().toBuffer();
    const distance = back.reduce((sum, value, at) => sum + Math.abs(value - soft[at]!), 0);
    expect(distance / soft.length).toBeLessThan(4);
    const again = await encodePicture({ ...image, pixels: soft }, recipe, 'webp');
    expect(Buffer.from(again).equals(webp)).toBe(true);
  });
});
