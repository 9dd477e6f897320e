import { describe, expect, it } from '@jest/globals';
import type { GalleryPicture } from '@atelier/database';
import { toContentDisposition, toFileName, toUniqueNames } from './file-name.js';

function name(prompt: string, asked?: string) {
  const settings = { prompt, ...(asked !== undefined && { asked: { prompt: asked } }) };
  const createdAt = new Date('2026-01-05T23:59:59Z');
  return toFileName({ createdAt, seed: 42, job: { settings } } as unknown as GalleryPicture, 'png');
}

describe('the name of a file', () => {
  it.each([
    ['a red boat', '2026-01-05-a-red-boat-42.png'],
    ['A Red, BOAT!', '2026-01-05-a-red-boat-42.png'],
    ['../../etc/passwd', '2026-01-05-etc-passwd-42.png'],
    ['C:\\x "quoted"\r\nSet-Cookie: a', '2026-01-05-c-x-quoted-set-cookie-a-42.png'],
    ['红色的船', '2026-01-05-红色的船-42.png'],
    ['', '2026-01-05-picture-42.png'],
    ['… 🦊 …', '2026-01-05-picture-42.png'],
    ['\ud800 half', '2026-01-05-half-42.png'],
    ['x'.repeat(2_000), `2026-01-05-${'x'.repeat(48)}-42.png`],
  ])('of %j', (prompt, expected) => {
    expect(name(prompt)).toBe(expected);
  });

  it('has the words that were asked for', () => {
    expect(name('a boat, oil painting', 'a boat')).toBe('2026-01-05-a-boat-42.png');
  });

  it('is told apart from others', () => {
    expect(toUniqueNames(['a.png', 'b.png', 'a.png', 'a.png', 'a-2.png'])).toEqual([
      'a.png',
      'b.png',
      'a-2.png',
      'a-3.png',
      'a-2-2.png',
    ]);
  });

  it('is a header that any client can read', () => {
    expect(toContentDisposition('inline', '2026-a-42.png')).toBe(
      'inline; filename="2026-a-42.png"',
    );
    expect(toContentDisposition('attachment', '2026-船-größe-42.png')).toBe(
      `attachment; filename="2026-groe-42.png"; filename*=UTF-8''2026-%E8%88%B9-gr%C3%B6%C3%9Fe-42.png`,
    );
  });
});
