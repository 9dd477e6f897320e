import { drawVerbs, makeVerbs, pictureWords, tailWords } from './lexicon.js';
import { cutMark, readWords, type Word } from './words.js';

/** What a picture is said not to show. */
export interface StatedNegative {
  /** Joined by commas, as a negative prompt has it. */
  readonly text: string;
  /** Whether it was called a negative prompt. */
  readonly isNamed: boolean;
}

/** Phrases that what is unwanted stands behind. */
const openings: readonly (readonly string[])[] = [
  ['negative', 'prompt'],
  ['without', 'any'],
  ['without'],
  ['avoid'],
  ['leave', 'out'],
  ["don't", 'show', 'any'],
  ['dont', 'show', 'any'],
  ["i don't want".split(' '), 'any'].flat(),
  "i don't want".split(' '),
  ['there', 'should', 'be', 'no'],
  ['no'],
];
const joints = new Set(['with', 'and', 'but', 'the', 'use', 'a', 'also']);
const ends = new Set(
  'use using with but for now on in it instead turn change i is are was make'.split(' '),
);
// Without an ending that tells, these are still many or much.
const masses = new Set(
  `text people blur noise grain writing lettering clutter fog snow rain smoke water grass light hair
  children humans men women jpeg watermark shading`.split(/\s+/u),
);
const notThings = new Set(
  'more idea problem problems worries need matter longer reason less one thanks'.split(' '),
);
const maxItems = 20;

/** Takes what the picture must not show out of a message, where that is clear. */
export function readNegative(text: string): {
  readonly negative: StatedNegative | undefined;
  readonly rest: string;
} {
  const words = readWords(text);
  for (let index = 0; index < words.length; index += 1) {
    const opening = openings.find((phrase) =>
      phrase.every((part, place) => words[index + place]?.text === part),
    );
    if (opening === undefined) continue;
    const isNamed = opening[0] === 'negative';
    let first = index + opening.length;
    if (isNamed && /^(?:is|of)$/u.test(words[first]?.text ?? '')) first += 1;
    const list = readList(words, first, isNamed);
    if (list === undefined) continue;
    let from = index;
    while (from > 0 && words[from]?.after === 'word' && joints.has(words[from - 1]?.text ?? '')) {
      from -= 1;
    }
    const cutFrom = words[from]?.start ?? 0;
    const after = text.slice(list.end).replace(/^ in it\b/u, '');
    const rest = `${text.slice(0, cutFrom)} ${cutMark} ${after}`;
    return { negative: { text: list.items.join(', '), isNamed }, rest };
  }
  return { negative: undefined, rest: text };
}

function readList(
  words: readonly Word[],
  first: number,
  isNamed: boolean,
): { readonly items: readonly string[]; readonly end: number } | undefined {
  const items: string[][] = [];
  let end = 0;
  let isNew = true;
  for (let index = first; index < words.length && items.length < maxItems; index += 1) {
    const word = words[index];
    // A name and what it names are parted by a colon.
    const marked = index > first || !isNamed;
    if (word === undefined || (marked && (word.after === 'stop' || word.after === 'cut'))) break;
    if (word.after === 'comma' && index > first) {
      if (!isNamed) break;
      isNew = true;
    }
    if (isEnd(word.text)) break;
    if (word.text === 'and' || word.text === 'or') {
      if (isEnd(words[index + 1]?.text ?? 'the')) break;
      isNew = true;
      continue;
    }
    if (isNew) items.push([]);
    items.at(-1)?.push(word.text);
    isNew = false;
    end = word.end;
  }
  const isClear = items.length > 0 && items.every((item) => isThing(item, isNamed));
  return isClear ? { items: items.map((item) => item.join(' ')), end } : undefined;
}

function isEnd(word: string): boolean {
  return (
    ends.has(word) ||
    tailWords.has(word) ||
    drawVerbs.has(word) ||
    makeVerbs.has(word) ||
    word === 'the' ||
    word === 'a' ||
    word === 'an'
  );
}

function isThing(item: readonly string[], isNamed: boolean): boolean {
  if (isNamed) return item.length <= 6;
  const last = item.at(-1) ?? '';
  if (item.length > 2 || notThings.has(item[0] ?? '') || pictureWords.has(last)) return false;
  return masses.has(last) || /[^s']s$/u.test(last);
}
