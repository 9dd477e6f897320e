import { familyOf, type FamilyKind } from '../request/lexicon.js';
import type { Word } from '../request/words.js';

export type Place = 'left' | 'right' | 'top' | 'bottom';

/** A word or a phrase by what it does in a simple scene. */
export type SceneWord =
  | { readonly kind: 'colour' | 'shape' | 'size' | 'count'; readonly name: string }
  | { readonly kind: 'place'; readonly name: Place }
  /** "background" and the like; `above` and `below` order two things, `on` leads to a background. */
  | { readonly kind: 'ground' | 'above' | 'below' | 'on' | 'and' | 'in' | 'is' | 'one' | 'behind' };

// What any image model draws, the smallest one included.
const simple: Readonly<Record<FamilyKind, ReadonlySet<string>>> = {
  colour: names('red green blue yellow purple orange black white pink brown gray cyan'),
  shape: names('circle square triangle star heart diamond hexagon ring cross moon'),
  size: names('small big'),
  count: names('two three'),
};

const is = (kind: Exclude<SceneWord['kind'], 'colour' | 'shape' | 'size' | 'count' | 'place'>) => ({
  kind,
});
const shape = (name: string): SceneWord => ({ kind: 'shape', name });
const place = (name: Place): SceneWord => ({ kind: 'place', name });
const places = (name: Place, phrases: readonly string[]): [string, SceneWord][] =>
  phrases.map((phrase) => [phrase, place(name)]);
const beside = (phrases: string): [string, SceneWord][] =>
  phrases.split('|').map((phrase) => [phrase, is('and')]);
const sides = (side: 'left' | 'right') =>
  places(side, [
    side,
    ...['on', 'to', 'at'].flatMap((at) => [
      `${at} the ${side}`,
      `${at} the ${side} side`,
      `${at} the ${side} hand side`,
    ]),
  ]);

const phrases = new Map<string, SceneWord>([
  ...sides('left'),
  ...sides('right'),
  ...places('top', [
    'at the top',
    'near the top',
    'in the upper part',
    'up top',
    'at the top edge',
  ]),
  ...places('bottom', ['at the bottom', 'near the bottom', 'in the lower part', 'down below']),
  ...places('bottom', ['at the bottom edge']),
  ...beside('and|next to|beside|with|plus|together with|alongside'),
  ['pluses', is('and')],
  ['above', is('above')],
  ['over', is('above')],
  ['higher than', is('above')],
  ['on top of', is('above')],
  ['on top', place('top')],
  ['below', is('below')],
  ['under', is('below')],
  ['beneath', is('below')],
  ['underneath', is('below')],
  ['on', is('on')],
  ['against', is('on')],
  ['in front of', is('on')],
  ['behind it', is('behind')],
  ['behind them', is('behind')],
  ['in', is('in')],
  ...['a', 'an', 'the', 'one', 'single', 'some', 'a single', 'just'].map(
    (word): [string, SceneWord] => [word, is('one')],
  ),
  ...['that is', 'that are', 'is', 'being', 'should be'].map((word): [string, SceneWord] => [
    word,
    is('is'),
  ]),
  ...['background', 'bg', 'backdrop', 'canvas', 'surface', 'field', 'page'].map(
    (word): [string, SceneWord] => [word, is('ground')],
  ),
  ['five pointed star', shape('star')],
  ['heart shape', shape('heart')],
  ['love heart', shape('heart')],
  ['diamond shape', shape('diamond')],
  ['six sided shape', shape('hexagon')],
  ['donut shape', shape('ring')],
  ['plus sign', shape('cross')],
  ['crescent moon', shape('moon')],
  ['half moon', shape('moon')],
  ['round shape', shape('circle')],
  ['great big', { kind: 'size', name: 'big' }],
  ['navy blue', { kind: 'colour', name: 'blue' }],
  ['a pair of', { kind: 'count', name: 'two' }],
  ['a couple of', { kind: 'count', name: 'two' }],
]);
const longest = 5;

/** The words of a text as a simple scene has them; `undefined` when one of them has no place there. */
export function toSceneWords(words: readonly Word[]): readonly SceneWord[] | undefined {
  const scene: SceneWord[] = [];
  for (let at = 0; at < words.length;) {
    const found = phraseAt(words, at);
    if (found === undefined) return undefined;
    scene.push(isPlusSign(words[at]?.text, scene.at(-1)) ? shape('cross') : found.word);
    at += found.length;
  }
  return scene;
}

/** "a pink plus" is a cross; "a ring plus a star" are two things. */
function isPlusSign(text: string | undefined, before: SceneWord | undefined): boolean {
  return (
    /^plus(?:es)?$/u.test(text ?? '') && /^(?:one|colour|size|count)$/u.test(before?.kind ?? '')
  );
}

function phraseAt(words: readonly Word[], at: number) {
  for (let length = Math.min(longest, words.length - at); length > 0; length -= 1) {
    const phrase = words
      .slice(at, at + length)
      .map(({ text }) => text)
      .join(' ');
    const word = phrases.get(phrase) ?? phrases.get(singular(phrase));
    if (word !== undefined) return { word, length };
  }
  const word = single(words[at]?.text ?? '');
  return word && { word, length: 1 };
}

function single(text: string): SceneWord | undefined {
  const family = familyOf(text);
  if (family === undefined) return undefined;
  const { kind, name } = family;
  return simple[kind].has(name) ? { kind, name } : undefined;
}

function names(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

function singular(text: string): string {
  return /[^su]s$/u.test(text) && text.length > 3 ? text.slice(0, -1) : text;
}
