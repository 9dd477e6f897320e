import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Rows of pixels, 8 bits each of red, green and blue. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** A picture in which every pixel differs from its neighbours. */
export function gradient(width: number, height: number): Pixels {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set([(x * 255) / width, (y * 255) / height, (x * 7 + y * 13) % 256], i * 3);
  }
  return { width, height, data };
}

export function plain(width: number, height: number, colour: readonly number[]): Pixels {
  const data = Buffer.alloc(width * height * 3, Buffer.from(colour));
  return { width, height, data };
}

export function toSharp({ width, height, data }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

export async function pixelsOf(picture: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** The pixels as they lie in a file whose EXIF orientation turns them upright again. */
export function storedFor(orientation: number, upright: Pixels): Pixels {
  const { width: w, height: h } = upright;
  const isTurned = orientation >= 5;
  const [width, height] = isTurned ? [h, w] : [w, h];
  const data = Buffer.alloc(w * h * 3);
  const from: Record<number, (x: number, y: number) => readonly [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y) => [w - 1 - x, y],
    3: (x, y) => [w - 1 - x, h - 1 - y],
    4: (x, y) => [x, h - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y) => [w - 1 - y, x],
    7: (x, y) => [w - 1 - y, h - 1 - x],
    8: (x, y) => [y, h - 1 - x],
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [fromX, fromY] = from[orientation]?.(x, y) ?? [x, y];
      const start = (fromY * w + fromX) * 3;
      upright.data.copy(data, (y * width + x) * 3, start, start + 3);
    }
  }
  return { width, height, data };
}

/** A chunk of a PNG. */
function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** A PNG with one more chunk right behind its header. */
export function withChunk(png: Buffer, type: string, data: Uint8Array): Buffer {
  const afterHeader = 33;
  const chunk = pngChunk(type, data);
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)]);
}

/** A small file that claims to be a huge picture of one bit a pixel, and really is. */
export function pngFlood(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG whose header says that it is as large as a JPEG can be. */
export function jpegFlood(jpeg: Buffer): Buffer {
  const flood = Buffer.from(jpeg);
  const frame = flood.indexOf(Buffer.from([0xff, 0xc0]));
  flood.writeUInt16BE(65_500, frame + 5);
  flood.writeUInt16BE(65_500, frame + 7);
  return flood;
}

/** A lossless WebP whose header says that it is as large as a WebP can be. */
export function webpFlood(webp: Buffer): Buffer {
  const flood = Buffer.from(webp);
  // After `RIFF`, size, `WEBPVP8L`, size and a signature byte: 14 bits of width - 1, 14 of height - 1.
  flood.writeUInt32LE(0x3ffe | (0x3ffe << 14), 21);
  return flood;
}

/** Two frames in one file. */
export async function animatedWebp(size: number): Promise<Buffer> {
  const frames = await Promise.all(
    [
      [255, 0, 0],
      [0, 0, 255],
    ].map((colour) =>
      toSharp(plain(size, size, colour))
        .png()
        .toBuffer(),
    ),
  );
  return sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
}
