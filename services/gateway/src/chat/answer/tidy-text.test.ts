import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTextTidier } from './tidy-text.js';

const tidied = (pieces: readonly string[]) => {
  const tidier = createTextTidier();
  return pieces.map((piece) => tidier.push(piece)).join('');
};
const whole = (text: string) =>
  text
    .toWellFormed()
    .replaceAll('\0', '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

describe('tidying a text', () => {
  it('gives the same wherever the text is cut', () => {
    const letter = fc.constantFrom('a', 'é', '😀', ' ', '\n', '\n\n', '\n \n', '\t', '\0', 'b c');
    const cut = fc.array(fc.array(letter, { maxLength: 4 }).map((part) => part.join('')));
    fc.assert(
      fc.property(cut, (pieces) => {
        expect(tidied(pieces)).toBe(whole(pieces.join('')));
      }),
    );
  });

  it('puts a character together that came in halves, and marks a lone half', () => {
    expect(tidied(['a', '\ud83d', '\ude00', ' b'])).toBe('a😀 b');
    expect(tidied(['a\ud83d', 'b'])).toBe('a\ufffdb');
  });

  it('shows a word as soon as it comes', () => {
    const tidier = createTextTidier();
    expect(['Yes', ', ', 'sure. ', '\n\n\n'].map((piece) => tidier.push(piece))).toEqual([
      'Yes',
      ',',
      ' sure.',
      '',
    ]);
  });
});
