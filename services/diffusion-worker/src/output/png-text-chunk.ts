import { crc32 } from 'node:zlib';

/** The signature (8 bytes) and the first chunk, IHDR (25 bytes), which has to stay first. */
const headLength = 33;

/**
 * Adds text to a PNG as an uncompressed iTXt chunk (PNG specification, 11.3.3.4) right after IHDR.
 * `keyword` is 1 to 79 Latin-1 characters; the text is any Unicode.
 */
export function insertTextChunk(png: Uint8Array, keyword: string, text: string): Uint8Array {
  // Keyword, end; not compressed, method 0; no language, end; no translated keyword, end; text.
  const data = Buffer.concat([
    Buffer.from(keyword, 'latin1'),
    Buffer.from([0, 0, 0, 0, 0]),
    Buffer.from(text, 'utf8'),
  ]);
  const typed = Buffer.concat([Buffer.from('iTXt', 'latin1'), data]);
  return Buffer.concat([
    png.subarray(0, headLength),
    uint32(data.length),
    typed,
    uint32(crc32(typed)),
    png.subarray(headLength),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
