import type { Scene } from '../scene/scene.js';
import { backWords, englishWords, familyOf, foreignWords, isCourtesy } from './lexicon.js';
import type { NumberName } from './number-phrases.js';
import { readCount } from './read-count.js';
import { readIntent, type Intent } from './read-intent.js';
import { readNegative, type StatedNegative } from './read-negative.js';
import { readNumbers } from './read-numbers.js';
import { readRequired, type RequiredWord } from './read-required.js';
import { findScene, isShapeWish } from './read-shapes.js';
import { readWish } from './read-wish.js';
import { readWords, type Word } from './words.js';

/** What a person's words state for a picture, as far as they are clear. */
export interface ImageRequest {
  /** Numbers by their names in a block, unclamped. */
  readonly stated: Partial<Readonly<Record<NumberName | 'count', number>>>;
  readonly negative: StatedNegative | undefined;
  readonly intent: 'draw' | 'decline' | 'unclear';
  /** What the picture shall show, where the intent is to draw. */
  readonly wish: string | undefined;
  /** What is asked for, where it is nothing but simple shapes. */
  readonly scene: Scene | undefined;
  /** Whether a mistyped word was taken for a colour or a shape of the scene. */
  readonly isGuessed: boolean;
  /** Whether it asks for a picture of its own, and does not change one. */
  readonly isFresh: boolean;
  /** What a prompt has to cover. */
  readonly required: readonly RequiredWord[];
  /** Points at something said or drawn before. */
  readonly pointsBack: boolean;
  /** Whether the words are known well enough to tell what they leave out. */
  readonly isUnderstood: boolean;
  /** All of its words, with what was stated still in it. */
  readonly words: ReadonlySet<string>;
  /** Those that are left when what was stated is taken out. */
  readonly rest: readonly Word[];
}

/** Longer messages are read up to here, in UTF-16 units. */
const maxLength = 8_000;

/**
 * Reads what a message states for a picture. English only; what is not clear is left to the model.
 * Takes time linear in the message.
 *
 * @param options.isChange whether there is a picture that the message may be a change of.
 */
export function readRequest(
  message: string,
  { isChange }: { readonly isChange: boolean },
): ImageRequest {
  const text = message
    .slice(0, maxLength)
    .toWellFormed()
    .replaceAll(/[’‘]/gu, "'")
    .replaceAll(/\p{Cc}+/gu, (marks) => (marks.includes('\n') ? '\n' : ' '))
    .replaceAll(/ +/gu, ' ')
    // "background: red" is one phrase.
    .replaceAll(/\b(background|bg|backdrop):/giu, '$1');
  const all = readWords(text);
  const isUnderstood = isEnglish(all);
  const numbers = readNumbers(text);
  const counted = readCount(numbers.rest);
  const { negative, rest } = readNegative(counted.rest);
  const words = readWords(rest);
  const read: Intent = isUnderstood ? readIntent(words) : { kind: 'unclear' };
  // "Paint the star red" is about what is there already.
  const isKnown = isChange && read.kind === 'draw' && words[read.from]?.text === 'the';
  const told: Intent = isKnown ? { kind: 'unclear' } : read;
  const named = isUnderstood ? findScene(words) : undefined;
  const about = sentenceOf(words, told, named);
  const pointsBack = about.some((_, index) => isBackWord(about, index));
  const isNew =
    told.kind === 'draw' || (named !== undefined && named.isAskedFor && !named.isAddition);
  const isColoured = named?.scene.things.every(({ colour }) => colour !== undefined) ?? false;
  const isFresh = !isChange || (isNew && !pointsBack && (told.kind === 'draw' || isColoured));
  const isShapes = isFresh && named !== undefined && isShapeWish(words, named);
  const intent: Intent =
    told.kind === 'unclear' && isShapes ? { kind: 'draw', from: named.from, to: named.to } : told;
  const isWish = intent.kind === 'draw';
  const wished = isWish ? words.slice(intent.from, intent.to) : words;
  const { count } = counted;
  return {
    stated: { ...numbers.stated, ...(count !== undefined && { count }) },
    negative,
    intent: intent.kind,
    wish: isWish ? readWish(rest, words, intent.from, intent.to) : undefined,
    scene: named?.scene,
    isGuessed: named?.isGuessed ?? false,
    isFresh,
    required: isUnderstood ? readRequired(wished, { isWish, isChange: !isFresh }) : [],
    pointsBack,
    isUnderstood,
    words: new Set(all.map((word) => word.text)),
    rest: words,
  };
}

function isBackWord(words: readonly Word[], index: number): boolean {
  const text = words[index]?.text ?? '';
  const next = words[index + 1];
  // "a ring that is red", "one red ring"
  if (text === 'that' && /^(?:is|are|has|have|shows|looks)$/u.test(next?.text ?? '')) return false;
  if (text === 'one')
    return next?.after !== 'word' || isCourtesy(next.text) || next.text === 'instead';
  return backWords.has(text);
}

/** The sentence that the request is in; all of it where that is unclear. */
function sentenceOf(
  words: readonly Word[],
  told: Intent,
  named: { readonly from: number } | undefined,
): readonly Word[] {
  const inside = told.kind === 'draw' ? told.from : named?.from;
  if (inside === undefined) return words;
  const from = words.findLastIndex(({ after }, index) => after === 'stop' && index <= inside);
  const to = words.findIndex(({ after }, index) => after === 'stop' && index > inside);
  return words.slice(Math.max(0, from), to < 0 ? words.length : to);
}

function isEnglish(words: readonly Word[]): boolean {
  let english = 0;
  let foreign = 0;
  let known = 0;
  for (const { text } of words) {
    if (englishWords.has(text)) english += 1;
    else if (foreignWords.has(text)) foreign += 1;
    else if (familyOf(text) !== undefined) known += 1;
  }
  return english > 0 ? english >= foreign : foreign === 0 && known > 0;
}
