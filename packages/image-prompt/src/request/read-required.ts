import {
  drawVerbs,
  familyOf,
  isCourtesy,
  looseShapes,
  makeVerbs,
  smallWords,
  toNumber,
} from './lexicon.js';
import type { Word } from './words.js';

/** A word of a request that the prompt has to cover. */
export interface RequiredWord {
  readonly text: string;
  /** A colour, shape or number: without it, the picture is plainly another one. */
  readonly isStrict: boolean;
}

const most = 80;
// What stands behind these is not wanted, or is there already and goes.
const openers = new Set(
  `not no without don't dont never except forget remove delete drop erase lose leave avoid replace swap
  change turn switch yesterday already drew less excluding`.split(/\s+/u),
);
const closers = new Set(
  `but with by for into to draw paint sketch show make want like now it them`.split(' '),
);
const units = new Set(
  `years year minutes hours days seconds weeks months percent dollars euros pm am cm mm km meters feet
  inches degrees times pixels steps`.split(/\s+/u),
);

/**
 * The words of a request that its picture has to show.
 *
 * @param options.isWish whether the words are nothing but a wish; else only colours, shapes and
 *   numbers are told from chatter.
 * @param options.isChange whether it changes a picture: "the star" then names what was there before.
 */
export function readRequired(
  words: readonly Word[],
  { isWish, isChange }: { readonly isWish: boolean; readonly isChange: boolean },
): RequiredWord[] {
  const required = new Map<string, RequiredWord>();
  let isUnwanted = false;
  for (const [index, word] of words.entries()) {
    const { text } = word;
    const before = words[index - 1]?.text ?? '';
    if (word.after !== 'word' || closers.has(text)) isUnwanted = false;
    if (openers.has(text) || isInsteadOf(words, index)) isUnwanted = true;
    if (isUnwanted) continue;
    if (isChange && (before === 'the' || before === 'than')) continue;
    const strict = isStrict(words, index);
    if (!strict && !isWish) continue;
    if (!strict && (smallWords.has(text) || drawVerbs.has(text) || makeVerbs.has(text))) continue;
    if (!strict && (text.length < 3 || /^\d/u.test(text) || isCourtesy(text))) continue;
    required.set(text, { text, isStrict: strict });
  }
  return [...required.values()].slice(0, most);
}

function isInsteadOf(words: readonly Word[], index: number): boolean {
  const pair = `${words[index]?.text ?? ''} ${words[index + 1]?.text ?? ''}`;
  return pair === 'instead of' || pair === 'rather than';
}

function isStrict(words: readonly Word[], index: number): boolean {
  const text = words[index]?.text ?? '';
  const family = familyOf(text);
  if (family?.kind === 'colour') return true;
  if (family?.kind === 'shape') return !looseShapes.has(text);
  return family?.kind === 'count' && countsThings(words, index);
}

/** Whether a number says how many there are in the picture: "two small cats", "three of them". */
function countsThings(words: readonly Word[], index: number): boolean {
  if (toNumber(words[index]?.text ?? '') === undefined) return false;
  for (let at = index + 1; at <= index + 3; at += 1) {
    const word = words[at];
    if (word?.after !== 'word' || units.has(word.text)) return false;
    if (/[^s']s$/u.test(word.text) || /(?:sses|xes)$/u.test(word.text)) return true;
    if (word.text === 'and' || word.text === 'or') return false;
  }
  return false;
}
