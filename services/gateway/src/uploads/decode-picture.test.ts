import { describe, expect, it } from '@jest/globals';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { decodePicture, type DecodedPicture, type PictureRole } from './decode-picture.js';
import {
  animatedWebp,
  gradient,
  jpegFlood,
  pixelsOf,
  plain,
  pngFlood,
  storedFor,
  toSharp,
  webpFlood,
  withChunk,
} from './testing/pictures.js';

const decode = (bytes: Uint8Array, role: PictureRole = 'picture') =>
  decodePicture({ bytes, role, minSide: 16, maxSide: 4_096 });

async function decoded(bytes: Uint8Array, role: PictureRole = 'picture'): Promise<DecodedPicture> {
  const outcome = await decode(bytes, role);
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome.picture;
}

async function problemOf(bytes: Uint8Array, role: PictureRole = 'picture'): Promise<string> {
  const outcome = await decode(bytes, role);
  return 'problem' in outcome ? outcome.problem : 'none';
}

/** The largest difference of a channel. */
function distance(one: Buffer, other: Buffer): number {
  expect(one).toHaveLength(other.length);
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? 0))), 0);
}

const upright = gradient(48, 32);
const png = await toSharp(upright).png().toBuffer();
const jpeg = await toSharp(upright).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
const webp = await toSharp(upright).webp({ lossless: true }).toBuffer();

describe('a picture', () => {
  it.each([
    ['png', png, 0],
    ['jpeg', jpeg, 24],
    ['webp', webp, 0],
  ])('of %s is read as it is', async (_name, bytes, most) => {
    const { width, height, png: result } = await decoded(bytes);
    expect({ width, height }).toEqual({ width: 48, height: 32 });
    expect(distance((await pixelsOf(result)).data, upright.data)).toBeLessThanOrEqual(most);
  });

  it.each(
    ([1, 2, 3, 4, 5, 6, 7, 8] as const).flatMap((orientation) =>
      (['png', 'webp', 'jpeg'] as const).map((format) => ({ orientation, format })),
    ),
  )('of $format with EXIF orientation $orientation is turned upright', async (how) => {
    const { orientation, format } = how;
    const stored = toSharp(storedFor(orientation, upright)).withMetadata({ orientation });
    const options = {
      png: {},
      webp: { lossless: true },
      jpeg: { quality: 98, chromaSubsampling: '4:4:4' },
    }[format];
    const {
      width,
      height,
      png: result,
    } = await decoded(await stored.toFormat(format, options).toBuffer());
    expect({ width, height }).toEqual({ width: 48, height: 32 });
    const most = format === 'jpeg' ? 40 : 0;
    expect(distance((await pixelsOf(result)).data, upright.data)).toBeLessThanOrEqual(most);
    expect((await sharp(result).metadata()).orientation).toBeUndefined();
  });

  it('gives the same bytes again', async () => {
    const [one, other] = [await decoded(jpeg), await decoded(jpeg)];
    expect(one.sha256).toBe(other.sha256);
    expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('loses what else is in its file', async () => {
    const secret = 'the-camera-stood-here';
    const told = toSharp(upright).withExif({ IFD0: { Copyright: secret } });
    const files = [
      await told.jpeg().toBuffer(),
      await told.webp().toBuffer(),
      withChunk(png, 'tEXt', Buffer.from(`Comment\0${secret}`)),
    ];
    for (const file of files) {
      expect(file.includes(secret)).toBe(true);
      expect(Buffer.from((await decoded(file)).png).includes(secret)).toBe(false);
    }
  });

  it.each([
    ['a web page', Buffer.from('<html><script>alert(1)</script>')],
    ['a zip file', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500, 'A')])],
  ])('loses %s behind it', async (_name, tail) => {
    for (const file of [png, jpeg, webp]) {
      const result = await decode(Buffer.concat([file, tail]));
      if ('problem' in result) continue;
      expect(Buffer.from(result.picture.png).includes(tail.subarray(0, 4))).toBe(false);
      expect(result.picture.sha256).toBe((await decoded(file)).sha256);
    }
  });
});

describe('colours', () => {
  const mean = async (bytes: Uint8Array) => {
    const { channels } = await sharp((await decoded(bytes)).png).stats();
    return channels.map((channel) => Math.round(channel.mean));
  };

  it('of 16 bits become 8', async () => {
    const deep = await toSharp(plain(32, 32, [200, 100, 50]))
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(await mean(deep)).toEqual([200, 100, 50]);
  });

  it('of 16 bits with alpha lie on white', async () => {
    const half = await sharp({
      create: {
        width: 32,
        height: 32,
        channels: 4,
        background: { r: 255, g: 0, b: 0, alpha: 0.5 },
      },
    })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const [red, green, blue] = await mean(half);
    expect(red).toBe(255);
    for (const channel of [green, blue]) expect(Math.abs((channel ?? 0) - 127)).toBeLessThan(2);
  });

  it('of ink become light', async () => {
    const ink = await toSharp(plain(32, 32, [200, 100, 60]))
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    expect((await sharp(ink).metadata()).space).toBe('cmyk');
    const [red = 0, green = 0, blue = 0] = await mean(ink);
    // Not every colour can be printed.
    expect(Math.abs(red - 200)).toBeLessThan(12);
    expect(Math.abs(green - 100)).toBeLessThan(12);
    expect(blue).toBeLessThan(90);
  });

  it('of a profile become sRGB', async () => {
    const profiled = await toSharp(plain(32, 32, [1, 2, 3]))
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const { icc } = await sharp(profiled).metadata();
    const compressed = deflateSync(icc ?? Buffer.alloc(0));
    const data = Buffer.concat([Buffer.from('Display P3\0\0', 'latin1'), compressed]);
    const wide = withChunk(
      await toSharp(plain(32, 32, [180, 100, 80]))
        .png()
        .toBuffer(),
      'iCCP',
      data,
    );
    // Display P3 to sRGB by the matrices of both, by hand.
    const [red = 0, green = 0, blue = 0] = await mean(wide);
    expect(Math.abs(red - 193)).toBeLessThanOrEqual(2);
    expect(Math.abs(green - 96)).toBeLessThanOrEqual(2);
    expect(Math.abs(blue - 74)).toBeLessThanOrEqual(2);
  });

  it('of gray become three channels', async () => {
    const gray = await toSharp(plain(32, 32, [90, 90, 90]))
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp(gray).metadata()).channels).toBe(1);
    expect(await mean(gray)).toEqual([90, 90, 90]);
  });
});

describe('what is refused', () => {
  it.each([
    ['nothing known', Buffer.from('hello, this is no picture at all')],
    ['a GIF', Buffer.from('R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==', 'base64')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>')],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_name, bytes) => {
    expect(await problemOf(bytes)).toBe('must be a PNG, JPEG or WebP picture');
  });

  it.each([
    ['png', pngFlood(20_000, 20_000), '20000 × 20000'],
    ['jpeg', jpegFlood(jpeg), '65500 × 65500'],
    ['webp', webpFlood(webp), '16383 × 16383'],
  ])('a flood of pixels in %s, by its header', async (_name, bytes, size) => {
    expect(bytes.length).toBeLessThan(100_000);
    expect(await problemOf(bytes)).toBe(`is ${size} pixels; a side may have at most 4096`);
  });

  it('one side that is too long, or too short', async () => {
    const long = await toSharp(plain(4_097, 20, [9, 9, 9]))
      .png()
      .toBuffer();
    expect(await problemOf(long)).toMatch(/^is 4097 × 20 pixels; a side may have at most 4096$/);
    const short = await toSharp(plain(40, 15, [9, 9, 9]))
      .png()
      .toBuffer();
    expect(await problemOf(short)).toMatch(/^is 40 × 15 pixels; a side needs at least 16$/);
  });

  it.each([
    ['png', png],
    ['jpeg', jpeg],
    ['webp', webp],
  ])('a %s that is cut off anywhere', async (_name, bytes) => {
    for (const part of [0.3, 0.6, 0.9]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * part));
      expect(await problemOf(cut)).toMatch(/^is damaged or cut off/);
    }
  });

  it('more than one frame', async () => {
    const frames = Buffer.from('0000000200000000', 'hex');
    expect(await problemOf(withChunk(png, 'acTL', frames))).toMatch(/^is animated/);
    expect(await problemOf(await animatedWebp(32))).toMatch(/^is animated/);
  });
});

describe('a mask', () => {
  const gray = async (bytes: Uint8Array) => {
    const { png: mask } = await decoded(bytes, 'mask');
    const meta = await sharp(mask).metadata();
    expect(meta).toMatchObject({ channels: 1, depth: 'uchar', hasAlpha: false });
    return [...(await sharp(mask).toColourspace('b-w').raw().toBuffer())];
  };
  const bars = (values: readonly number[]) => {
    const data = Buffer.from(
      Array.from({ length: 16 }, () => values.flatMap((value) => [value, value, value])).flat(),
    );
    return { width: values.length, height: 16, data };
  };

  it('is white where it is light, and smooth between', async () => {
    const values = Array.from({ length: 16 }, (_, i) => i * 17);
    const mask = await gray(await toSharp(bars(values)).png().toBuffer());
    expect(mask.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(mask.slice(10, 16)).toEqual([255, 255, 255, 255, 255, 255]);
    expect(mask[7]).toBeGreaterThan(0);
    expect(mask[8]).toBeLessThan(255);
  });

  it('is white where it is transparent, whatever its colour', async () => {
    const data = Buffer.alloc(16 * 16 * 4);
    for (let i = 0; i < 256; i += 1) data.set([255, 255, 255, i % 16 < 4 ? 0 : 255], i * 4);
    const file = await sharp(data, { raw: { width: 16, height: 16, channels: 4 } })
      .png()
      .toBuffer();
    const mask = await gray(file);
    expect(mask.slice(0, 16)).toEqual([255, 255, 255, 255, ...Array<number>(12).fill(0)]);
  });

  it('of 16 bits and of noise is clean', async () => {
    const values = [...Array<number>(16).fill(255), ...Array<number>(16).fill(0)];
    const noisy = await toSharp(bars(values)).jpeg({ quality: 60 }).toBuffer();
    const deep = await toSharp(bars(values)).toColourspace('rgb16').png().toBuffer();
    expect((await gray(noisy)).slice(0, 12)).toEqual(Array<number>(12).fill(255));
    expect((await gray(noisy)).slice(20, 32)).toEqual(Array<number>(12).fill(0));
    expect((await gray(deep)).slice(0, 32)).toEqual(values);
  });

  it('without white is refused', async () => {
    const black = await toSharp(plain(32, 32, [0, 0, 0]))
      .png()
      .toBuffer();
    expect(await problemOf(black, 'mask')).toMatch(/^has no white in it/);
  });
});
