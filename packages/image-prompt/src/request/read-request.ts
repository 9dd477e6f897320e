import type { Scene } from '../scene/scene.js';
import { backWords, englishWords, familyOf, foreignWords } from './lexicon.js';
import type { NumberName } from './number-phrases.js';
import { readCount } from './read-count.js';
import { readIntent } from './read-intent.js';
import { readNegative, type StatedNegative } from './read-negative.js';
import { readNumbers } from './read-numbers.js';
import { readRequired, type RequiredWord } from './read-required.js';
import { readShapes, shapeWish } from './read-shapes.js';
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
  /** The wish, where it is nothing but simple shapes. */
  readonly scene: Scene | undefined;
  /** What a prompt has to cover. */
  readonly required: readonly RequiredWord[];
  /** Points at something said or drawn before. */
  readonly pointsBack: boolean;
  /** Whether the words are known well enough to tell what they leave out. */
  readonly isUnderstood: boolean;
  /** All of its words, with what was stated still in it. */
  readonly words: ReadonlySet<string>;
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
    .replaceAll(/ +/gu, ' ');
  const all = readWords(text);
  const isUnderstood = isEnglish(all);
  const numbers = readNumbers(text);
  const counted = readCount(numbers.rest);
  const { negative, rest } = readNegative(counted.rest);
  const words = readWords(rest);
  const pointsBack = words.some((word) => backWords.has(word.text));
  const told = isUnderstood ? readIntent(words) : { kind: 'unclear' as const };
  const isFresh = isUnderstood && !isChange && told.kind === 'unclear';
  const intent = (isFresh ? shapeWish(words) : undefined) ?? told;
  const isWish = intent.kind === 'draw';
  const about = isWish ? words.slice(intent.from, intent.to) : words;
  const { count } = counted;
  return {
    stated: { ...numbers.stated, ...(count !== undefined && { count }) },
    negative,
    intent: intent.kind,
    wish: isWish ? readWish(rest, words, intent.from, intent.to) : undefined,
    scene: isWish ? readShapes(about) : undefined,
    required: isUnderstood ? readRequired(about, { isWish, isChange }) : [],
    pointsBack,
    isUnderstood,
    words: new Set(all.map((word) => word.text)),
  };
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
