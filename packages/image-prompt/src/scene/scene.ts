import { readWords, type Word } from '../request/words.js';
import { toSceneWords, type Place, type SceneWord } from './scene-words.js';

export type { Place } from './scene-words.js';

/** One shape and what is said of it. */
export interface Thing {
  readonly shape: string;
  readonly colour?: string;
  readonly size?: string;
  readonly place?: Place;
}

/** A picture of nothing but one or two coloured shapes, or some of a kind, on a background. */
export interface Scene {
  /** From the top to the bottom where `isStacked`. */
  readonly things: readonly Thing[];
  readonly count: 'one' | 'two' | 'three';
  readonly isStacked: boolean;
  readonly background?: string;
}

/** The scene that a text describes; `undefined` when any word of it is about something else. */
export function readScene(text: string): Scene | undefined {
  return toScene(readWords(text));
}

/** As `readScene`, of words. */
export function toScene(words: readonly Word[]): Scene | undefined {
  if (words.length > 60) return undefined;
  const read = toSceneWords(words);
  if (read === undefined) return undefined;
  const { rest, background } = takeBackground(read);
  const things: Thing[] = [];
  let next: Omit<Thing, 'shape'> = {};
  let count: Scene['count'] = 'one';
  let order: 'above' | 'below' | undefined;
  for (const [at, word] of rest.entries()) {
    if (word.kind === 'shape') {
      things.push({ ...next, shape: word.name });
      next = {};
    } else if (word.kind === 'colour' || word.kind === 'size' || word.kind === 'place') {
      const last = things.at(-1);
      const before = rest[at - 1]?.kind;
      const isOfLast = word.kind === 'place' || before === 'in' || before === 'is';
      if (last !== undefined && isOfLast)
        things[things.length - 1] = { ...last, [word.kind]: word.name };
      else next = { ...next, [word.kind]: word.name };
    } else if (word.kind === 'count') {
      count = word.name === 'two' ? 'two' : 'three';
    } else if (word.kind === 'above' || word.kind === 'below') {
      order = word.kind;
    }
  }
  const isWhole = things.length > 0 && things.length <= 2 && Object.keys(next).length === 0;
  if (!isWhole || (count !== 'one' && things.length > 1)) return undefined;
  return {
    things: order === 'below' ? things.reverse() : things,
    count,
    isStacked: order !== undefined && things.length === 2,
    ...(background !== undefined && { background }),
  };
}

/** Takes out what is said of the background: "on a red background", "background: red", "on red". */
function takeBackground(words: readonly SceneWord[]): {
  readonly rest: readonly SceneWord[];
  readonly background: string | undefined;
} {
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (word.kind === 'ground') {
      const before = words[at - 1];
      if (before?.kind === 'colour') return cut(words, at - 1, at + 1, before.name);
      const skip = next?.kind === 'is' || next?.kind === 'in' ? 2 : 1;
      const after = words[at + skip];
      if (after?.kind === 'colour') return cut(words, at, at + skip + 1, after.name);
    }
    if (word.kind === 'colour' && next?.kind === 'behind') return cut(words, at, at + 2, word.name);
  }
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (word.kind !== 'colour' || isAdjective(next)) continue;
    if (words[at - 1]?.kind === 'on' || words[at - 1]?.kind === 'above') {
      return cut(words, at, at + 1, word.name);
    }
  }
  return { rest: words, background: undefined };
}

function isAdjective(next: SceneWord | undefined): boolean {
  return next !== undefined && /^(?:colour|shape|size|ground)$/u.test(next.kind);
}

/** With the words that lead to it. */
function cut(words: readonly SceneWord[], from: number, to: number, background: string) {
  let start = from;
  while (start > 0 && /^(?:on|above|one|and|in)$/u.test(words[start - 1]?.kind ?? '')) start -= 1;
  return { rest: [...words.slice(0, start), ...words.slice(to)], background };
}
