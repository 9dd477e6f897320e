import type { ImageSettings, Warning } from '@atelier/contracts';
import {
  toImageSettings,
  unreadable,
  type ImagePromptOptions,
} from '../block/parse-image-prompt.js';
import { readFields, type ImagePromptFields } from '../block/read-fields.js';
import { checkWords, type Coverage } from '../check/check-words.js';
import { mendFields } from '../check/mend-fields.js';
import { readRequest, type ImageRequest } from '../request/read-request.js';
import { mendPrompt, promptOfWish } from './mend-prompt.js';
import { beyondVocabulary, fitVocabulary, isOfPictures, severalOf } from './fit-vocabulary.js';
import { isDrawable } from './is-drawable.js';
import { isOtherQuestion } from './is-question.js';
import { keepSettings } from './keep-settings.js';

/** A turn of the conversation before. */
export interface EarlierTurn {
  readonly user: string;
  /** Of the picture that it gave, if any. */
  readonly picture?: ImageSettings | undefined;
}

/** An answer of a model, taken apart. */
export interface AnswerToSettle {
  readonly text: string;
  /** The insides of its image prompt blocks. */
  readonly imagePrompts: readonly string[];
}

export interface SettleOptions extends ImagePromptOptions {
  /** From the oldest to the latest. */
  readonly earlier: readonly EarlierTurn[];
  /**
   * Asks the model once more and gives the inside of the first block, if one came.
   *
   * @param attempt 1 or 2.
   */
  readonly redraw?: (attempt: number) => Promise<string | undefined>;
  /** Has the model write a block and nothing else, where a picture was asked for and none came. */
  readonly compose?: () => Promise<string | undefined>;
}

/** What becomes of an answer's picture. */
export interface SettledPicture {
  readonly settings: ImageSettings | undefined;
  /** Everything that was changed of what the model wrote. */
  readonly warnings: readonly Warning[];
  /** What the reader is told in place of the answer's text, where that is not true of the picture. */
  readonly text?: string;
}

/** What is said with a picture that comes without any words, or against them. */
const drawingText = 'I am drawing it.';
/** What is said where a model drew though it was told not to. */
const noPictureText = 'All right, no picture.';
/** What is said where a model drew instead of answering a question. */
const noAnswerText = 'I have no answer to that. Say what to draw, or ask about Atelier.';

/** How often a prompt that lost what was asked for is drawn again. */
const maxRedraws = 2;

/**
 * Makes the picture of a turn agree with the person's own words, whatever the model: a block is
 * checked, its numbers are mended, a prompt that lost words is drawn again, at most twice, and mended
 * in the end. Where a picture was plainly asked for and no block came, one is composed, or the wish
 * becomes the prompt; where none was wanted, the block is dropped. A change of a picture takes over
 * its seed and settings.
 */
export async function settlePicture(
  message: string,
  answer: AnswerToSettle,
  options: SettleOptions,
): Promise<SettledPicture> {
  const before = options.earlier.findLast(({ picture }) => picture !== undefined)?.picture;
  const request = readRequest(message, { isChange: before !== undefined });
  const settled = await settleAnswer(answer, request, before, options);
  const { vocabulary } = options.defaults;
  if (settled.settings === undefined) {
    // A small model may have missed that a picture was asked for; it could not be drawn anyway.
    const isMissed = vocabulary !== undefined && request.intent === 'draw' && !request.scene;
    return isMissed ? { ...settled, text: beyondVocabulary(vocabulary) } : settled;
  }
  const isChange = before !== undefined && !request.isFresh;
  const settings = isChange
    ? keepSettings(settled.settings, before, request, options.randomSeed)
    : settled.settings;
  if (vocabulary === undefined) return { ...settled, settings };
  if (before === undefined && !isOfPictures(request)) {
    return { ...dropped, text: noAnswerText };
  }
  const isAgain = isChange && settings.prompt === before.prompt && settings.count === 1;
  const count = (isAgain ? severalOf(request) : undefined) ?? settings.count;
  const fitting = fitVocabulary({ ...settings, count }, vocabulary);
  if (fitting !== undefined) return { ...settled, settings: fitting };
  return { ...nothing, text: beyondVocabulary(vocabulary) };
}

async function settleAnswer(
  answer: AnswerToSettle,
  request: ImageRequest,
  before: ImageSettings | undefined,
  options: SettleOptions,
): Promise<SettledPicture> {
  const [first, ...others] = answer.imagePrompts;
  if (first === undefined) return settleWithout(answer.text, request, options);
  const isDeclined = request.intent === 'decline';
  if (isDeclined || isOtherQuestion(request)) {
    // What the model said of the picture is not true without it.
    const isOfPicture = retold(answer, '').text !== undefined;
    const text = isDeclined ? noPictureText : noAnswerText;
    return { ...dropped, ...(isOfPicture && { text }) };
  }
  const warnings: Warning[] = others.length > 0 ? [severalBlocks] : [];
  const best = await chooseBlock(first, request, before?.prompt, options);
  if (best === undefined) {
    const settled = await settleWithout('', request, options);
    return { ...settled, warnings: [unreadable, ...settled.warnings] };
  }
  const earlier = options.earlier.map(({ user }) => user);
  const numbers = mendFields(best.fields, request, { earlier, defaults: options.defaults });
  const mended = best.coverage.isWrong
    ? mendPrompt(best.fields.prompt, request, before?.prompt)
    : undefined;
  const prompt = mended ?? best.fields.prompt;
  const { settings, warnings: changes } = toImageSettings({ ...numbers.fields, prompt }, options);
  if (mended !== undefined) warnings.push(mendedWords(best.coverage));
  return {
    settings,
    warnings: [...numbers.warnings, ...changes, ...warnings],
    ...retold(answer, prompt),
  };
}

/** The answer's text with the prompt that is drawn where it names another one. */
function retold(
  { text, imagePrompts }: AnswerToSettle,
  prompt: string,
): { readonly text?: string } {
  if (text === '') return { text: drawingText };
  const written = imagePrompts.map((raw) => readFields(raw)?.prompt ?? '');
  const named = written.find((words) => words.length > 3 && text.includes(words));
  return named === undefined || named === prompt ? {} : { text: text.replace(named, prompt) };
}

interface Candidate {
  readonly fields: ImagePromptFields;
  readonly coverage: Coverage;
}

/** The first block that agrees with the request, else the one that covers most of it. */
async function chooseBlock(
  first: string,
  request: ImageRequest,
  before: string | undefined,
  { redraw }: SettleOptions,
): Promise<Candidate | undefined> {
  const look = (raw: string | undefined): Candidate | undefined => {
    const fields = raw === undefined ? undefined : readFields(raw);
    return fields && { fields, coverage: checkWords(fields.prompt, request, before) };
  };
  let best = look(first);
  for (let attempt = 1; attempt <= maxRedraws && redraw; attempt += 1) {
    if (best !== undefined && !best.coverage.isWrong) return best;
    const next = look(await redraw(attempt));
    if (next !== undefined && (best === undefined || isBetter(next.coverage, best.coverage))) {
      best = next;
    }
  }
  return best;
}

function isBetter(one: Coverage, other: Coverage): boolean {
  if (one.isWrong !== other.isWrong) return other.isWrong;
  return one.score > other.score;
}

async function settleWithout(
  text: string,
  request: ImageRequest,
  options: SettleOptions,
): Promise<SettledPicture> {
  const drawable = isDrawable(text, request);
  const wish = promptOfWish(request);
  if (drawable === 'no' || wish === undefined) return nothing;
  const isDespite = drawable === 'despite-text';
  // Shapes need no better words than they have; a model that refused will not write any.
  const isPlain = request.scene !== undefined || isDespite;
  const composed = isPlain ? undefined : await composedPrompt(request, options);
  const prompt = composed ?? wish;
  const fields = {
    ...mendFields({ prompt }, request, { earlier: [], defaults: options.defaults }).fields,
  };
  const { settings, warnings } = toImageSettings(fields, options);
  const added = {
    code: 'IMAGE_PROMPT_ADDED',
    message: `The model wrote no prompt for the picture; ${composed === undefined ? 'your own words are used' : 'it was asked for one'}.`,
  };
  return {
    settings,
    warnings: [added, ...warnings],
    ...((isDespite || text === '') && { text: drawingText }),
  };
}

/** What the model makes of a wish when it may write nothing but a block, if that holds the wish. */
async function composedPrompt(
  request: ImageRequest,
  { compose }: SettleOptions,
): Promise<string | undefined> {
  const raw = await compose?.();
  const fields = raw === undefined ? undefined : readFields(raw);
  if (fields === undefined) return undefined;
  return checkWords(fields.prompt, request, undefined).isWrong ? undefined : fields.prompt;
}

const nothing: SettledPicture = { settings: undefined, warnings: [] };

const dropped: SettledPicture = {
  ...nothing,
  warnings: [
    {
      code: 'IMAGE_PROMPT_DROPPED',
      message: 'The model meant to draw, though no picture was wanted.',
    },
  ],
};

const severalBlocks: Warning = {
  code: 'IMAGE_PROMPT_IGNORED',
  message: 'The model asked for several pictures; the first one is drawn.',
};

function mendedWords({ missing }: Coverage): Warning {
  const lost = missing.slice(0, 5).join(', ').slice(0, 200);
  const message =
    lost === ''
      ? 'The prompt did not fit what was asked for; your own words are used.'
      : `The prompt had lost ${lost}; your own words are used.`;
  return { code: 'IMAGE_PROMPT_MENDED', message };
}
