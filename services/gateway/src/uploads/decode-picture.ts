import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { isAnimatedPng, sniffPicture } from './sniff-picture.js';

/** A mask becomes one channel, in which white is drawn anew; anything else becomes RGB. */
export type PictureRole = 'picture' | 'mask';

/** A file that claims to be a picture. */
export interface DecodeTask {
  readonly bytes: Uint8Array;
  readonly role: PictureRole;
  /** Of a side, in pixels. */
  readonly minSide: number;
  readonly maxSide: number;
}

/** A picture as Atelier works with it: 8 bits a channel, sRGB, upright, nothing but pixels. */
export interface DecodedPicture {
  /** RGB without alpha; a mask is gray. */
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Of the PNG, in hex. */
  readonly sha256: string;
}

/** The picture, or what is wrong with the file, to be put behind the name of its field. */
export type DecodeOutcome = { readonly picture: DecodedPicture } | { readonly problem: string };

/** Fast, and the same pixels always give the same bytes. */
const pngOptions = { compressionLevel: 3, palette: false } as const;

const damaged = 'is damaged or cut off; save the picture again and send that';

/** Reads a file that nobody has checked. It never throws. */
export async function decodePicture(task: DecodeTask): Promise<DecodeOutcome> {
  try {
    const problem = await refuse(task);
    if (problem !== undefined) return { problem };
    return task.role === 'mask' ? await decodeMask(task) : await decodeColours(task);
  } catch {
    return { problem: damaged };
  }
}

/** What its header says against it; no pixel is read. */
async function refuse({ bytes, minSide, maxSide }: DecodeTask): Promise<string | undefined> {
  const format = sniffPicture(bytes);
  if (format === undefined) return 'must be a PNG, JPEG or WebP picture';
  const header = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height, pages = 1 } = header;
  if (header.format !== format) return damaged;
  if (pages > 1 || (format === 'png' && isAnimatedPng(bytes))) {
    return 'is animated; send a picture with one frame';
  }
  const size = `is ${width} × ${height} pixels`;
  if (width > maxSide || height > maxSide) return `${size}; a side may have at most ${maxSide}`;
  if (width < minSide || height < minSide) return `${size}; a side needs at least ${minSide}`;
  return undefined;
}

/** The upright pixels in sRGB; a profile of the file is applied. */
function open({ bytes, maxSide }: DecodeTask): Sharp {
  const limits = { failOn: 'error', limitInputPixels: maxSide ** 2 } as const;
  return sharp(bytes, limits).autoOrient().toColourspace('srgb');
}

async function decodeColours(task: DecodeTask): Promise<DecodeOutcome> {
  const { data, info } = await open(task)
    .flatten({ background: '#ffffff' })
    .png(pngOptions)
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) return { problem: damaged };
  return { picture: toPicture(data, info) };
}

async function decodeMask(task: DecodeTask): Promise<DecodeOutcome> {
  const { data, info } = await open(task).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) return { problem: damaged };
  const mask = toMask(data);
  if (!mask.some((value) => value > 0)) {
    return { problem: 'has no white in it; paint white what is to be drawn anew' };
  }
  const { width, height } = info;
  const png = await sharp(mask, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png(pngOptions)
    .toBuffer();
  return { picture: toPicture(png, info) };
}

/**
 * A mask with transparent parts is meant as those who edit pictures elsewhere mean it: what is
 * transparent is drawn anew, whatever its colour. Without any, what is white.
 */
function toMask(rgba: Uint8Array): Uint8Array {
  const mask = new Uint8Array(rgba.length / 4);
  let isOpaque = true;
  for (let at = 3; at < rgba.length; at += 4) isOpaque &&= rgba[at] === 255;
  for (let i = 0; i < mask.length; i += 1) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = [
      rgba[4 * i],
      rgba[4 * i + 1],
      rgba[4 * i + 2],
      rgba[4 * i + 3],
    ];
    const light = (299 * red + 587 * green + 114 * blue) / 1_000;
    mask[i] = soften(isOpaque ? light : 255 - alpha);
  }
  return mask;
}

/** Black below 96 and white above 160, so that noise is gone; smooth edges stay smooth. */
function soften(value: number): number {
  return Math.min(255, Math.max(0, Math.round(((value - 96) * 255) / 64)));
}

function toPicture(png: Uint8Array, size: { width: number; height: number }): DecodedPicture {
  const sha256 = createHash('sha256').update(png).digest('hex');
  return { png, width: size.width, height: size.height, sha256 };
}
