import { toScene, type Scene } from '../scene/scene.js';
import { isCourtesy, leadWords, makeVerbs } from './lexicon.js';
import type { Intent } from './read-intent.js';
import type { Word } from './words.js';

const statements = /^(?:i|we) (?:have|see|love|like|get|make|do|send|give|show|create)$/u;

/** The scene of a wish for simple shapes, without its courtesies. */
export function readShapes(words: readonly Word[]): Scene | undefined {
  let kept = words.length;
  while (kept > 0 && isTail(words[kept - 1]?.text ?? '')) kept -= 1;
  return toScene(words.slice(0, kept));
}

function isTail(word: string): boolean {
  return isCourtesy(word) || /^(?:you|and|with|in)$/u.test(word);
}

/** "could I have a white square", "red star on blue": coloured shapes and nothing else are a wish. */
export function shapeWish(words: readonly Word[]): Intent | undefined {
  const opening = `${words[0]?.text ?? ''} ${words[1]?.text ?? ''}`;
  if (statements.test(opening) || words[0]?.text === 'the') return undefined;
  let from = 0;
  while (from < words.length && isLead(words[from]?.text ?? '')) from += 1;
  const scene = readShapes(words.slice(from));
  if (scene === undefined || scene.things.some(({ colour }) => colour === undefined))
    return undefined;
  return { kind: 'draw', from, to: words.length };
}

function isLead(word: string): boolean {
  // Articles are part of what is wished for.
  if (/^(?:an?|the|with|of|in|some|one)$/u.test(word)) return false;
  return leadWords.has(word) || makeVerbs.has(word);
}
