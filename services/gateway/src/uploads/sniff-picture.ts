/** What an uploaded picture may be. */
export type PictureFormat = 'png' | 'jpeg' | 'webp';

/** What such a file begins with, in hex; a dot is a digit that may be any. */
const beginnings: readonly (readonly [PictureFormat, RegExp])[] = [
  ['png', /^89504e470d0a1a0a/],
  ['jpeg', /^ffd8ff/],
  // RIFF, a length, WEBP, VP8.
  ['webp', /^52494646.{8}57454250565038/],
];

/** What a file is by its first bytes, whatever its name or sender says. */
export function sniffPicture(bytes: Uint8Array): PictureFormat | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return beginnings.find(([, pattern]) => pattern.test(start))?.[0];
}

/** Whether a PNG says that it has several frames: an `acTL` chunk before its pixels. */
export function isAnimatedPng(png: Uint8Array): boolean {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  // Each chunk: length of its data, type, data, checksum.
  for (let at = 8; at + 12 <= png.length; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === chunks.acTL) return true;
    if (type === chunks.IDAT) return false;
  }
  return false;
}

const chunks = { acTL: 0x6163544c, IDAT: 0x49444154 };
