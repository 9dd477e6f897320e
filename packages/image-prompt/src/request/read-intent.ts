import { drawVerbs, familyOf, isCourtesy, makeVerbs, pictureWords, toNumber } from './lexicon.js';
import type { Word } from './words.js';

/** What a message is after, as far as its words make it plain. */
export type Intent =
  /** A picture of something that is named; `from` is the first word of its name. */
  | { readonly kind: 'draw'; readonly from: number; readonly to: number }
  /** No picture. */
  | { readonly kind: 'decline' }
  | { readonly kind: 'unclear' };

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u));

// What may stand before the verb of an order or a polite request.
const prefixes = set(
  `hi hello hey there ok okay please pls plz now then next so well great cool nice thanks thank you
  yes sorry alright atelier and also just simply kindly quickly can could would will u i i'd id want
  like need love to let's lets let me go ahead try help should us have get see`,
);
const questions = set('how what why when where who whose which does did is are was were am if');
const sizes = set('big small little tiny mini large huge giant great');
const wanted = set('but instead want rather make just only show give like need');
const politeness = set('can could would will');
const speakers = set("i i'd id");
const articles = set('a an the some one another two three my our his her their');
const toWhom = set('me us');
const pictureNouns = set('picture image drawing painting sketch illustration pic img');
// What is drawn that is no picture.
const idioms = set(
  `attention conclusions comparisons parallels lots blood curtains cards inspiration breath near up
  out from upon back down in on straws strength weapons swords guns money water crowds fire how why
  what when where which assistance aid judgment judgement help useless moot and`,
);
const idiomsWithArticle = set(
  `conclusion comparison parallel line lines curtains card blank bath distinction salary breath
  service verdict point`,
);
const open = set(
  `it its them that this those these same again something anything whatever picture image drawing
  random surprise more stuff things`,
);
const links = set('of with showing that which about');
const negations = set("don't dont never not no stop without skip enough");
const anythingAtAll = set('anything it that them now yet please pls thanks things pictures images');

/** Reads what a message is after from its words, conservatively. */
export function readIntent(words: readonly Word[]): Intent {
  const starts = words.flatMap((word, index) =>
    word.after === 'stop' || word.after === 'comma' || word.after === 'cut' ? [index] : [],
  );
  for (const start of starts) {
    const from = wishStart(words, start);
    if (from !== undefined) return { kind: 'draw', from, to: sentenceEnd(words, from) };
  }
  const declines =
    words.some((_, index) => isDecline(words, index)) || isForbidden(words) || isNoThing(words);
  return { kind: declines ? 'decline' : 'unclear' };
}

/** Where the wish of a request begins that begins at `start`, if it is one. */
function wishStart(words: readonly Word[], start: number): number | undefined {
  const urged = pastWhyNot(words, start);
  if (urged !== undefined) return wishOfVerb(words, urged, true);
  if (questions.has(text(words, start))) return undefined;
  let at = start;
  const before = new Set<string>();
  while (prefixes.has(text(words, at)) && joined(words, at, start)) {
    before.add(text(words, at));
    at += 1;
  }
  const isPolite = [...politeness].some((word) => before.has(word));
  const isYou = before.has('you') || before.has('u');
  // "You paint a bleak picture" asks for nothing.
  const isTold = isPolite || before.has('should') || before.has('to');
  if (isYou && !isTold && !before.has('thank')) return undefined;
  const picture = articles.has(text(words, at)) ? pictureAhead(words, at + 1) : at;
  if (picture !== undefined && pictureNouns.has(text(words, picture))) {
    const isKnown = text(words, at) === 'the';
    const after = isKnown ? undefined : pastPicture(words, picture);
    if (after !== undefined) return plain(words, after);
  }
  if (!joined(words, at, start)) return undefined;
  // "I can draw", "I want to draw": it is not me who is asked.
  if (!isYou && [...speakers].some((word) => before.has(word))) return undefined;
  return wishOfVerb(words, at, isPolite);
}

/** Behind "why don't you". */
function pastWhyNot(words: readonly Word[], start: number): number | undefined {
  if (text(words, start) !== 'why' || !/^(?:don'?t|not)$/u.test(text(words, start + 1))) {
    return undefined;
  }
  const at = text(words, start + 2) === 'you' ? start + 3 : start + 2;
  // "Why don't you make a heart": of what it draws, any verb will do.
  return makeVerbs.has(text(words, at)) && articles.has(text(words, at + 1)) ? undefined : at;
}

function wishOfVerb(words: readonly Word[], at: number, isPolite: boolean): number | undefined {
  const verb = text(words, at);
  if (!drawVerbs.has(verb) && !makeVerbs.has(verb)) return undefined;
  if (verb === 'do' && /^(?:you|i|we|they|not|u)$/u.test(text(words, at + 1))) return undefined;
  let next = at + 1;
  if (toWhom.has(text(words, next))) next += 1;
  const picture = pictureAhead(words, next);
  if (picture !== undefined) {
    const after = pastPicture(words, picture);
    return after === undefined ? undefined : plain(words, after);
  }
  if (!drawVerbs.has(verb)) return undefined;
  // "Can you draw horses?" may ask what it can do.
  const named = text(words, next);
  const isNamed = articles.has(named) || toNumber(named) !== undefined;
  if (isPolite && !isNamed) return undefined;
  return plain(words, next);
}

/** Where a picture word stands, a few words on: "me a nice big picture of". */
function pictureAhead(words: readonly Word[], from: number): number | undefined {
  for (let at = from; at < from + 4; at += 1) {
    const word = words[at];
    if (word?.after !== 'word') return undefined;
    if (pictureNouns.has(word.text)) return at;
  }
  return undefined;
}

/** Behind "picture of", "image that shows", "picture:". */
function pastPicture(words: readonly Word[], at: number): number | undefined {
  const next = words[at + 1];
  if (next === undefined) return undefined;
  if (next.after === 'stop') return at + 1;
  if (next.after !== 'word' || !links.has(next.text)) return undefined;
  const isClause = next.text === 'that' || next.text === 'which';
  if (!isClause) return at + 2;
  return /^(?:shows|has|contains)$/u.test(text(words, at + 2)) ? at + 3 : undefined;
}

/** The wish, unless it is left open, points at something else, or is another sense of the verb. */
function plain(words: readonly Word[], from: number): number | undefined {
  const first = words[from];
  if (first === undefined || open.has(first.text) || idioms.has(first.text)) return undefined;
  const second = text(words, from + 1);
  // "Paint the background red" changes a picture.
  if (/^(?:background|bg|backdrop)$/u.test(second)) return undefined;
  if (!articles.has(first.text)) return from;
  if (second === 'same' || second === 'one' || second === '') return undefined;
  // "a card with a heart" is a picture; "a card from the deck" is not.
  const isIdiom = idiomsWithArticle.has(second) && text(words, from + 2) !== 'with';
  return isIdiom ? undefined : from;
}

/** "I forbid you to draw", "words only". */
function isForbidden(words: readonly Word[]): boolean {
  const forbids = words.findIndex((word) => word.text === 'forbid');
  if (forbids >= 0) return words.slice(forbids).some((word) => isVerb(word.text));
  return /^(?:words|text)$/u.test(text(words, 0)) && text(words, 1) === 'only';
}

/** "No red circle, please", with nothing behind it that is wanted instead. */
function isNoThing(words: readonly Word[]): boolean {
  const [first, second] = words;
  if (first?.text !== 'no' || second?.after !== 'word') return false;
  if (familyOf(second.text) === undefined && !sizes.has(second.text)) return false;
  return words.every(
    ({ text: word, after }, at) =>
      !isVerb(word) && !wanted.has(word) && (at === 0 || after === 'word' || isCourtesy(word)),
  );
}

function isDecline(words: readonly Word[], at: number): boolean {
  const negation = text(words, at);
  if (!negations.has(negation) || text(words, at + 1) === 'you') return false;
  for (let place = at + 1; place <= at + 6; place += 1) {
    const word = words[place];
    if (word?.after !== 'word') return false;
    const next = words[place + 1];
    const ends = next?.after !== 'word' || anythingAtAll.has(next.text);
    if (isVerb(word.text)) {
      if (isPicture(words, place + 1)) return true;
      // "don't make it", "stop making that": not of a picture.
      if (!word.text.startsWith('mak')) return ends || isOnlyOrder(words, place + 1);
    }
    if (pictureWords.has(word.text)) return ends && (negation !== 'no' || isStart(words, at));
  }
  return false;
}

/** "no pictures", and not "there came no picture". */
function isStart(words: readonly Word[], at: number): boolean {
  return words[at]?.after !== 'word' || /^(?:please|pls|just)$/u.test(text(words, at - 1));
}

/** "don't draw a cat", with nothing behind it that may be wanted instead. */
function isOnlyOrder(words: readonly Word[], from: number): boolean {
  const rest = words.slice(from);
  if (!/^(?:an?|any|one|two|three|\d)$/u.test(rest[0]?.text ?? '')) return false;
  return rest.every(
    ({ text: word, after }) =>
      after === 'word' && word !== 'but' && !isVerb(word) && word !== 'instead',
  );
}

function isVerb(word: string): boolean {
  return drawVerbs.has(word) || /^(?:draw|paint|generat|creat|mak)(?:e|ing)$|^drawing$/u.test(word);
}

function isPicture(words: readonly Word[], from: number): boolean {
  for (let at = from; at < from + 3; at += 1) {
    const word = words[at];
    if (word?.after !== 'word') return false;
    if (pictureWords.has(word.text)) return words[at + 1]?.text !== 'of';
  }
  return false;
}

function sentenceEnd(words: readonly Word[], from: number): number {
  let end = from + 1;
  while (end < words.length && words[end]?.after !== 'stop') end += 1;
  return end;
}

function joined(words: readonly Word[], at: number, start: number): boolean {
  const word = words[at];
  return word !== undefined && (at === start || word.after === 'word' || word.after === 'comma');
}

function text(words: readonly Word[], at: number): string {
  return words[at]?.text ?? '';
}
