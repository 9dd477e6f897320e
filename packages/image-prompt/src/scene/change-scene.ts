import { isCourtesy } from '../request/lexicon.js';
import type { Word } from '../request/words.js';
import { completeScene } from './complete-scene.js';
import { toScene, type Scene, type Thing } from './scene.js';
import { toSceneWords, type SceneWord } from './scene-words.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u));

// Words of the plainest changes that say nothing of what becomes of the picture.
const fillers = set(
  `it its that this them both make made now to into can could you i i'd id i'll like want would be
  should have draw paint show me see let let's change turn colour color again same thing picture but
  instead use try how about what rather switch put place maybe better nicer replace swap for ok okay
  great nice cool lovely hmm good perfect wow by as set give prefer u well done not bad i'm sorry meant
  no they those these there move shift slide time just do then so once another different new seed
  version variation redo regenerate redraw repeat encore more one`,
);
const repeats = set(
  'again same another once redo regenerate redraw repeat encore seed variation version',
);
const removals = set('remove delete drop erase lose without leave rid take');
const additions = set('add also include plus with and too');
const sizeWords: Readonly<Record<string, string>> = {
  enlarge: 'big',
  grow: 'big',
  shrink: 'small',
};

/**
 * The scene that the plainest changes make of one ("make it green", "on black", "two of them",
 * "replace the star with a ring", "add a blue moon above it"); `undefined` for anything else.
 */
export function changeScene(before: Scene, words: readonly Word[]): Scene | undefined {
  const told = words.filter(({ text }) => !isCourtesy(text));
  if (told.length > 20) return undefined;
  if (told.some(({ text }) => removals.has(text))) return withoutThing(before, told);
  const added = addedTo(before, told);
  if (added !== undefined) return added;
  const parts = readParts(told);
  if (parts === undefined) return undefined;
  if (parts.length > 0) return apply(before, parts, told);
  return told.some(({ text }) => repeats.has(text)) ? before : undefined;
}

/** What is left when the fillers are taken out; `undefined` when anything unknown is among it. */
function readParts(told: readonly Word[]): readonly SceneWord[] | undefined {
  const parts: SceneWord[] = [];
  let run: Word[] = [];
  for (const [at, word] of told.entries()) {
    const size = sizeWords[word.text];
    const isPhrase = run.length > 0 && /^(?:the|of|shape)$/u.test(word.text);
    if (size !== undefined) parts.push({ kind: 'size', name: size });
    else if (isPhrase || !fillers.has(word.text)) run.push(word);
    const next = told[at + 1];
    const goesOn = next !== undefined && (!fillers.has(next.text) || next.text === 'the');
    if (goesOn || run.length === 0) continue;
    const read = toSceneWords(run.filter(({ text }, place) => place > 0 || text !== 'of'));
    if (read === undefined) {
      if (run.some(({ text }) => text !== 'the' && text !== 'of' && text !== 'shape'))
        return undefined;
    } else {
      parts.push(...read);
    }
    run = [];
  }
  return parts.filter(({ kind }) => !/^(?:one|and|in|is)$/u.test(kind));
}

function apply(
  before: Scene,
  parts: readonly SceneWord[],
  told: readonly Word[],
): Scene | undefined {
  const [a, b, c] = parts;
  const [thing, other] = before.things;
  if (a === undefined || thing === undefined) return undefined;
  const only = other === undefined ? thing : undefined;
  const all = (change: Partial<Thing>) =>
    withThings(
      before,
      before.things.map((each) => ({ ...each, ...change })),
    );
  const named = (shape: string, change: Partial<Thing>): Scene | undefined => {
    if (before.things.filter((each) => each.shape === shape).length !== 1) return undefined;
    return withThings(
      before,
      before.things.map((each) => (each.shape === shape ? { ...each, ...change } : each)),
    );
  };
  const isDefinite = told.some(({ text }) => text === 'the');
  switch (parts.map(({ kind }) => kind).join(' ')) {
    case 'on colour':
    case 'above colour':
    case 'ground colour':
    case 'on colour ground':
    case 'above colour ground':
      return { ...before, background: nameOf(b) };
    case 'colour ground':
      return { ...before, background: nameOf(a) };
    case 'colour':
      return all({ colour: nameOf(a) });
    case 'colour on colour':
    case 'colour on colour ground':
      return { ...all({ colour: nameOf(a) }), background: nameOf(c) };
    case 'shape':
      return only && withThings(before, [{ ...only, shape: nameOf(a) }]);
    case 'shape colour':
      return named(nameOf(a), { colour: nameOf(b) });
    case 'colour shape':
      if (isDefinite) return named(nameOf(b), { colour: nameOf(a) });
      return only && withThings(before, [{ ...only, colour: nameOf(a), shape: nameOf(b) }]);
    case 'shape shape':
      return named(nameOf(a), { shape: nameOf(b) });
    case 'shape colour shape':
      return named(nameOf(a), { colour: nameOf(b), shape: nameOf(c) });
    case 'size':
      return only && all({ size: nameOf(a) });
    case 'size shape':
      return named(nameOf(b), { size: nameOf(a) });
    case 'shape size':
      return named(nameOf(a), { size: nameOf(b) });
    case 'place':
      return only && a.kind === 'place' && before.count === 'one'
        ? all({ place: a.name })
        : undefined;
    case 'count': {
      const count = nameOf(a) === 'two' ? 'two' : 'three';
      return only && { ...before, things: [placeless(only)], count };
    }
    default:
      return undefined;
  }
}

/** "remove the star", of two things. */
function withoutThing(before: Scene, told: readonly Word[]): Scene | undefined {
  const shapes = told.flatMap(
    ({ text }) => toSceneWords([{ text, start: 0, end: 0, after: 'word' }]) ?? [],
  );
  const names = shapes.filter(({ kind }) => kind === 'shape').map(nameOf);
  if (names.length !== 1 || before.things.length !== 2) return undefined;
  const things = before.things.filter(({ shape }) => shape !== names[0]);
  return things.length === 1 ? { ...before, things, isStacked: false } : undefined;
}

/** "add a blue moon above it", to one thing. */
function addedTo(before: Scene, told: readonly Word[]): Scene | undefined {
  const [old, other] = before.things;
  const isAddition = told.some(({ text }) => additions.has(text));
  if (!isAddition || old === undefined || other !== undefined || before.count !== 'one')
    return undefined;
  const phrase = told.map(({ text }) => text).join(' ');
  const relation =
    /\b(above|over|on top of|below|under|underneath|beneath|next to|beside) it$/u.exec(phrase)?.[1];
  const from = told.findIndex(({ text }) => /^(?:an?|one|some)$/u.test(text));
  if (
    from < 0 ||
    !told.slice(0, from).every(({ text }) => additions.has(text) || fillers.has(text))
  )
    return undefined;
  const length = relation === undefined ? 0 : relation.split(' ').length + 1;
  const rest = told.slice(from, told.length - length);
  while (/^(?:too|well|as|also)$/u.test(rest.at(-1)?.text ?? '')) rest.pop();
  const added = toScene(rest);
  const thing = added?.things[0];
  if (thing === undefined || added?.things.length !== 1 || added.background !== undefined)
    return undefined;
  const isAbove = /^(?:above|over|on top of)$/u.test(relation ?? '');
  const isBelow = /^(?:below|under|underneath|beneath)$/u.test(relation ?? '');
  const one = placeless(old);
  const things = isAbove ? [thing, one] : [one, thing];
  return completeScene({ ...before, things, isStacked: isAbove || isBelow });
}

/** With another background where a thing has taken its colour. */
function withThings(before: Scene, things: readonly Thing[]): Scene {
  if (things.every(({ colour }) => colour !== before.background)) return { ...before, things };
  const { background: _, ...rest } = before;
  return completeScene({ ...rest, things });
}

function placeless({ place: _, ...thing }: Thing): Thing {
  return thing;
}

function nameOf(word: SceneWord | undefined): string {
  return word !== undefined && 'name' in word ? word.name : '';
}
