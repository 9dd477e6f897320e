import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { createConverter } from './convert.js';

const signal = new AbortController().signal;
const paper = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3366cc' } })
    .png()
    .toBuffer();

describe('a thumbnail', () => {
  it.each([
    [1_024, 512, 256, 128],
    [300, 900, 85, 256],
    [100, 50, 100, 50],
  ])('of %i×%i is %i×%i', async (width, height, ...size) => {
    const thumbnail = await createConverter().toThumbnail(await paper(width, height), signal);
    const seen = await sharp(thumbnail).metadata();
    expect([seen.format, seen.width, seen.height]).toEqual(['webp', ...size]);
  });
});

describe('the converter', () => {
  it('does not begin what nobody waits for', async () => {
    const png = await paper(10, 10);
    await expect(
      createConverter().toFormat(png, 'webp', AbortSignal.abort()),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses more than a few dozen at once, and goes on after that', async () => {
    const { toFormat } = createConverter();
    const png = await paper(10, 10);
    const asked = Array.from({ length: 40 }, () => toFormat(png, 'webp', signal));
    const settled = await Promise.allSettled(asked);
    const refused = settled.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(7);
    expect(refused[0]).toMatchObject({ reason: { code: 'ENGINE_BUSY' } });
    await expect(toFormat(png, 'webp', signal)).resolves.toBeInstanceOf(Buffer);
  });

  it('survives what is no picture', async () => {
    const { toThumbnail } = createConverter();
    await expect(toThumbnail(Buffer.from('nothing'), signal)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      retryable: false,
    });
    await expect(toThumbnail(await paper(9, 9), signal)).resolves.toBeInstanceOf(Buffer);
  });
});
