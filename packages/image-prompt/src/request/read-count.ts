import { drawVerbs, leadWords, makeVerbs, pictureWords, tailWords, toNumber } from './lexicon.js';
import { cutMark, isNearly, readWords, type Word } from './words.js';

const several = [...pictureWords].filter((word) => word.endsWith('s'));
const between = new Set(['different', 'more', 'other', 'new', 'separate', 'random']);
const links = new Set(['of', 'with', 'showing']);

/**
 * Takes a stated number of pictures out of a message: "two pictures of a cat", "a cat, 3 times". Two
 * cats are one picture, and so is a wall with three pictures on it.
 */
export function readCount(text: string): {
  readonly count: number | undefined;
  readonly rest: string;
} {
  const words = readWords(text);
  for (const [index, word] of words.entries()) {
    const count = toNumber(word.text);
    if (count === undefined || count < 1 || count > 99) continue;
    const skip = between.has(words[index + 1]?.text ?? '') ? 2 : 1;
    const noun = words[index + skip];
    if (noun?.after !== 'word') continue;
    const isTimes = noun.text === 'times';
    if (!isTimes && !several.some((name) => isNearly(noun.text, name))) continue;
    const link = words[index + skip + 1];
    if (!isTimes && isHead(words, index)) {
      const to = link?.after === 'word' && links.has(link.text) ? link.end : noun.end;
      return { count, rest: replaced(text, word.start, to, ' a picture of ') };
    }
    if (isTail(words, index, index + skip + 1, isTimes)) {
      const before = words[index - 1];
      const from = before?.text === 'in' ? before.start : word.start;
      return { count, rest: replaced(text, from, noun.end, ` ${cutMark} `) };
    }
  }
  return { count: undefined, rest: text };
}

/** Whether nothing but the beginning of a request stands before it in its clause. */
function isHead(words: readonly Word[], index: number): boolean {
  for (let at = index; at > 0; at -= 1) {
    if (words[at]?.after !== 'word') return true;
    const before = words[at - 1]?.text ?? '';
    if (!leadWords.has(before) && !drawVerbs.has(before) && !makeVerbs.has(before)) return false;
  }
  return true;
}

/** Whether it ends a clause that it is an addition to. */
function isTail(words: readonly Word[], from: number, to: number, isTimes: boolean): boolean {
  const before = words[from - 1];
  if (before === undefined) return false;
  const isApart = isTimes || words[from]?.after !== 'word' || before.text === 'in';
  const next = words[to];
  return isApart && (next?.after !== 'word' || tailWords.has(next.text));
}

function replaced(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}
