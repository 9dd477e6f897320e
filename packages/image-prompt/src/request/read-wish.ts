import { isCourtesy } from './lexicon.js';
import { cutMark, type Word } from './words.js';

/**
 * What a picture shall show, in a person's own words: the part of a message from the first word of
 * the wish to its end, without courtesies and without what was taken out.
 */
export function readWish(text: string, words: readonly Word[], from: number, to: number): string {
  let last = to - 1;
  while (last > from && isTail(words, last)) last -= 1;
  const start = words[from]?.start ?? 0;
  const end = words[last]?.end ?? start;
  return text
    .slice(start, end)
    .replaceAll(cutMark, ' ')
    .replaceAll(/[ \t\n]+/gu, ' ')
    .replaceAll(' ,', ',')
    .trim();
}

function isTail(words: readonly Word[], at: number): boolean {
  const word = words[at]?.text ?? '';
  if (word === 'me' || word === 'us') return words[at - 1]?.text === 'for';
  // What was taken out leaves its joints: "a star and (with 20 steps)".
  return isCourtesy(word) || word === 'and' || word === 'with' || word === 'in';
}
