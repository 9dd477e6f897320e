import { toScene, type Scene } from '../scene/scene.js';
import { guessed } from '../scene/guess-word.js';
import {
  drawVerbs,
  familyOf,
  isCourtesy,
  leadWords,
  makeVerbs,
  pictureWords,
  smallWords,
} from './lexicon.js';
import type { Word } from './words.js';

/** A scene of simple shapes that a message names. */
export interface NamedScene {
  readonly scene: Scene;
  /** The first word of it, and the one behind its last. */
  readonly from: number;
  readonly to: number;
  /** Whether a word of it was mistyped. */
  readonly isGuessed: boolean;
  /** Whether a verb or a wish leads to it, or nothing does. */
  readonly isAskedFor: boolean;
  /** Whether it adds to something: "also a star", "and a star". */
  readonly isAddition: boolean;
}

const longestSentence = 40;
const asking = new Set(['wants', 'does', 'place', 'put', 'but', 'of']);
const statements = /^(?:i|we) (?:have|see|love|like|get|make|do|send|give|show|create)$/u;
// What may stand right before what is wished for.
const doors = new Set(
  'me us of please pls now wants but have does for you then to is so place put'.split(' '),
);
const additions = new Set(
  'and also plus but with too well use try rather prefer meant would'.split(' '),
);
const chatter = new Set('keep nothing else wants think about look if possible will'.split(' '));

/** The one scene of a message that nothing else is said of. */
export function findScene(words: readonly Word[]): NamedScene | undefined {
  const found = sentences(words).flatMap(({ from, to }) => {
    const scene = sceneOfSentence(words, from, to);
    return scene === undefined ? [] : [scene];
  });
  return found.length === 1 ? found[0] : undefined;
}

function sceneOfSentence(words: readonly Word[], from: number, to: number): NamedScene | undefined {
  if (to - from > longestSentence) return undefined;
  // A part of what is not a wish is none either.
  let spoilt = from;
  for (let length = to - from; length > 0; length -= 1) {
    for (let start = spoilt; start + length <= to; start += 1) {
      const end = start + length;
      const exact = toScene(words.slice(start, end));
      const scene = exact ?? toScene(guessed(words.slice(start, end)));
      if (scene === undefined) continue;
      if (!isOpen(words, from, start)) {
        spoilt = end;
        continue;
      }
      if (!isRest(words, end, to)) return undefined;
      const before = words.slice(from, start).map(({ text }) => text);
      return {
        scene,
        from: start,
        to: end,
        isGuessed: exact === undefined,
        isAskedFor: isAskedFor(before),
        isAddition: isAddition([...before, ...words.slice(end, to).map(({ text }) => text)]),
      };
    }
  }
  return undefined;
}

/** Whether the scene begins where a wish may begin, and nothing else that is drawn stands before. */
function isOpen(words: readonly Word[], from: number, start: number): boolean {
  if (start === from) return true;
  const before = words[start - 1]?.text ?? '';
  const isDoor =
    before === 'but' || doors.has(before) || drawVerbs.has(before) || makeVerbs.has(before);
  if (!isDoor && words[start]?.after === 'word' && !leadWords.has(before)) return false;
  // "not a moon, but a star"
  const isContrast = before === 'but' || words[start]?.after === 'comma';
  const earlier = words.slice(from, start);
  return isContrast || earlier.every(({ text }) => familyOf(text) === undefined);
}

function isRest(words: readonly Word[], from: number, to: number): boolean {
  return words
    .slice(from, to)
    .every(
      ({ text }) =>
        (smallWords.has(text) && familyOf(text) === undefined) ||
        isCourtesy(text) ||
        pictureWords.has(text) ||
        chatter.has(text),
    );
}

/** "not a moon, but a star" is none. */
function isAddition(around: readonly string[]): boolean {
  return !around.includes('not') && around.some((word) => additions.has(word));
}

function isAskedFor(before: readonly string[]): boolean {
  if (before.length === 0) return true;
  if (statements.test(before.slice(0, 2).join(' '))) return false;
  return before.some((word) => asking.has(word) || drawVerbs.has(word) || makeVerbs.has(word));
}

function sentences(words: readonly Word[]): readonly { from: number; to: number }[] {
  const starts = words.flatMap(({ after }, index) => (after === 'stop' ? [index] : []));
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? words.length }));
}

/** "could I have a white square", "red star on blue": coloured shapes and nothing else are a wish. */
export function isShapeWish(words: readonly Word[], named: NamedScene): boolean {
  if (!named.isAskedFor || named.isGuessed || words[named.from]?.text === 'the') return false;
  if (named.scene.things.some(({ colour }) => colour === undefined)) return false;
  return words
    .slice(0, named.from)
    .every(({ text }) => leadWords.has(text) || makeVerbs.has(text) || drawVerbs.has(text));
}
