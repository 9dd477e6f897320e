import { familyOf } from '../request/lexicon.js';
import type { ImageRequest } from '../request/read-request.js';
import { isNearly, readWords, stem } from '../request/words.js';
import { isSameScene } from '../scene/compare-scenes.js';
import { changeScene } from '../scene/change-scene.js';
import { readScene, type Scene } from '../scene/scene.js';

/** How well a prompt covers a request. */
export interface Coverage {
  /** Words of the request that it lost. */
  readonly missing: readonly string[];
  /** From 0 to 1; 1 when nothing is wrong. */
  readonly score: number;
  /** Whether another picture than the one asked for would be drawn. */
  readonly isWrong: boolean;
}

/** Of the words that are not colours, shapes or numbers, this share may be said in other words. */
const mayLose = 0.5;
/** A request with more words tells a story, and its prompt is a summary. */
const maxWishWords = 30;
const maxPromptWords = 600;

/** The scene that the request makes of an earlier prompt, where both are plain enough to tell. */
export function changedScene(before: string, request: ImageRequest): Scene | undefined {
  const earlier = readScene(before);
  return earlier && request.isUnderstood ? changeScene(earlier, request.rest) : undefined;
}

/**
 * Compares a prompt with what it was asked for. A capable model may put a wish in its own words: only
 * a lost colour, shape or number, or most of the other words lost, is wrong. Where both are nothing
 * but simple shapes, they have to be the same picture.
 *
 * @param before the prompt of the picture that the request may change.
 */
export function checkWords(
  prompt: string,
  request: ImageRequest,
  before: string | undefined,
): Coverage {
  const drawn = readScene(prompt);
  const isChange = before !== undefined && !request.isFresh;
  const wished = isChange ? changedScene(before, request) : request.scene;
  if (wished !== undefined && drawn !== undefined) {
    const isSame = isSameScene(wished, drawn);
    const { missing } = coverage(prompt, request);
    if (!isSame) return { missing, score: 0.5 / (1 + missing.length), isWrong: true };
    return { missing: [], score: 1, isWrong: false };
  }
  const found = coverage(prompt, request);
  if (!isChange || drawn === undefined || found.isWrong) return found;
  const isFitting = isChangeOf(drawn, request, before);
  return isFitting ? found : { ...found, score: found.score / 2, isWrong: true };
}

function coverage(prompt: string, request: ImageRequest): Coverage {
  const { required, pointsBack } = request;
  if (required.length === 0 || required.length > maxWishWords) {
    return { missing: [], score: 1, isWrong: false };
  }
  const words = readWords(prompt)
    .slice(0, maxPromptWords)
    .map(({ text }) => text);
  const covers = coverer(words);
  const lost = required.filter(({ text }) => !covers(text));
  const strict = lost.filter(({ isStrict }) => isStrict);
  const others = required.filter(({ isStrict }) => !isStrict);
  const lostShare = (lost.length - strict.length) / Math.max(1, others.length);
  const isAnother = !pointsBack && lostShare > mayLose;
  return {
    missing: lost.map(({ text }) => text),
    score: 1 - lost.length / required.length,
    isWrong: strict.length > 0 || isAnother,
  };
}

/** Tells whether a word, another form of it, or another name for it is among some words. */
function coverer(words: readonly string[]): (word: string) => boolean {
  const names = new Set(words.map(nameOf));
  // Black and white are in these, though unsaid.
  const isGrey = words.some((word) => /^(?:monochrome|gr[ae]yscale)$/u.test(word));
  return (word) => {
    if (names.has(nameOf(word))) return true;
    if (isGrey && (word === 'black' || word === 'white')) return true;
    return words.some((other) => isNearly(stem(word), stem(other)));
  };
}

function nameOf(word: string): string {
  const family = familyOf(word);
  return family === undefined ? stem(word) : `${family.kind} ${family.name}`;
}

/** Whether every shape and colour comes from the request or from the picture that it changes. */
function isChangeOf(drawn: Scene, request: ImageRequest, before: string): boolean {
  const earlier = readScene(before);
  if (earlier === undefined || !request.isUnderstood) return true;
  const covers = coverer([...request.words, ...readWords(before).map(({ text }) => text)]);
  const isOld = (shape: string) => earlier.things.some((thing) => thing.shape === shape);
  // What is added may be of any colour, where none was said.
  const isKnown = drawn.things.every(
    ({ shape, colour }) =>
      covers(shape) && (colour === undefined || covers(colour) || !isOld(shape)),
  );
  // A background gives way where a thing has taken its colour.
  const { background } = drawn;
  const isPlain = background === undefined || /^(?:white|black|blue)$/u.test(background);
  return isKnown && (isPlain || covers(background));
}
