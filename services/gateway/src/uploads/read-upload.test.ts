import { describe, expect, it } from '@jest/globals';
import { maxUploadBytes } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import type { DecodeOutcome } from './decode-picture.js';
import type { PictureDecoder } from './picture-decoder.js';
import { readUpload } from './read-upload.js';

const picture = { png: Buffer.from('png'), width: 64, height: 64, sha256: 'a'.repeat(64) };
const content = Buffer.from('any bytes at all, with some more behind them \xff\xfe', 'latin1');

/** Reads a field; a decoder hears the bytes. */
async function read(text: string, outcome: DecodeOutcome = { picture }) {
  const heard: Uint8Array[] = [];
  const decoder: PictureDecoder = {
    async decode({ read: bring }) {
      heard.push(await bring());
      return outcome;
    },
    pid: () => undefined,
    close: () => undefined,
  };
  const upload = { ownerId: 'ann', field: 'image', text, role: 'picture' } as const;
  const result = await readUpload(decoder, upload, new AbortController().signal).catch(toAppError);
  return { result, bytes: heard[0] };
}

describe('an uploaded picture', () => {
  const base64 = content.toString('base64');
  it.each([
    ['base64', base64],
    ['base64 without its padding', base64.replace(/=+$/, '')],
    ['base64 in lines', base64.replaceAll(/(.{20})/g, '$1\r\n')],
    ['the alphabet of addresses', content.toString('base64url')],
    ['a data URL', `data:image/png;base64,${base64}`],
    ['a data URL of another type', `data:application/octet-stream;base64,${base64}`],
  ])('is read from %s', async (_name, text) => {
    const { result, bytes } = await read(text);
    expect(result).toBe(picture);
    expect(bytes).toEqual(content);
  });

  it.each([
    ['nothing', 'data:image/png;base64,'],
    ['a file name', '/etc/passwd.png'],
    ['an address', 'https://example.com/cat.png'],
    ['text', 'not a picture, I fear'],
    ['base64 with something in it', `${base64.slice(0, 8)}<script>${base64.slice(8)}`],
    ['a data URL without base64', 'data:image/svg+xml,<svg/>'],
  ])('is refused where it is %s', async (_name, text) => {
    const { result, bytes } = await read(text);
    expect(result).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: '/image', problem: 'must be a picture in base64' }],
    });
    expect(bytes).toBeUndefined();
  });

  it('is refused where it is too large', async () => {
    const large = await read(Buffer.alloc(maxUploadBytes + 1).toString('base64'));
    expect(large.result).toMatchObject({
      fields: [{ field: '/image', problem: 'must be a picture of 10 MiB at most' }],
    });
    expect((await read(Buffer.alloc(maxUploadBytes).toString('base64'))).result).toBe(picture);
  });

  it('is refused with what the decoder says', async () => {
    const { result } = await read(base64, { problem: 'is animated' });
    expect(result).toMatchObject({
      message: '/image is animated.',
      fields: [{ field: '/image', problem: 'is animated' }],
    });
  });
});
