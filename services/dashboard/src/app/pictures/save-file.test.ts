import { describe, expect, it } from '@jest/globals';
import { fileName } from './save-file.js';

describe('fileName', () => {
  it.each([
    ['A red fox, at night.png', 'A-red-fox-at-night.png'],
    ['../../etc/passwd', 'etc-passwd'],
    ['fox\u202Egnp.exe', 'fox-gnp.exe'],
    ['<img src=x>.webp', 'img-src-x.webp'],
    ['ein Fuchs für Ölaf.png', 'ein-Fuchs-für-Ölaf.png'],
    ['???.png', 'picture.png'],
    ['', 'picture'],
  ])('makes %p into %p', (name, expected) => {
    expect(fileName(name)).toBe(expected);
  });

  it('is short', () => {
    expect(fileName(`${'x'.repeat(500)}.png`)).toHaveLength(84);
  });
});
