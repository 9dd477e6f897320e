import type { ImageJobRequest, ImageWork, JobSettings, Warning } from '@atelier/contracts';
import type { ImageJob } from '@atelier/database';
import { beyondVocabulary, fitVocabulary, type ImagePromptDefaults } from '@atelier/image-prompt';
import { refuseField } from '../../uploads/read-upload.js';
import { sizeEnlarged, sizeExtended, sizeFromSource, sizeFromWords } from './fit-size.js';
import type { FittedSize } from './fit-size.js';
import { applyStyle, type Words } from './styles.js';

/** The image model that draws now. */
export interface ActiveModel {
  readonly id: string | undefined;
  readonly defaults: ImagePromptDefaults;
}

/** What is asked for in words; the same for all pictures of a job. */
export interface Wish extends Words {
  readonly style: JobSettings['style'];
}

/** Settings with everything filled in, and what is otherwise than asked for. */
export interface FilledSettings {
  readonly settings: JobSettings;
  readonly warnings: readonly Warning[];
}

/**
 * The words of a request. What it leaves out follows the job that drew its picture, but for an edit,
 * which has words of its own.
 *
 * @throws AppError `INVALID_INPUT` when there is no prompt anywhere.
 */
export function readWish(request: ImageJobRequest, origin: ImageJob | undefined): Wish {
  const { kind, style } = request;
  const from = kind === 'edit' ? undefined : origin?.settings;
  const prompt = request.prompt ?? from?.asked?.prompt ?? from?.prompt ?? '';
  const negative = request.negative_prompt ?? from?.asked?.negativePrompt ?? from?.negativePrompt;
  if (prompt === '' && kind !== 'upscale') {
    throw refuseField('prompt', 'is needed: the picture was made without one');
  }
  return {
    prompt,
    negativePrompt: negative ?? '',
    style: style ?? (request.prompt === undefined ? from?.style : undefined),
  };
}

/**
 * Everything that decides the pixels, from what was asked for, the job that drew the picture it
 * starts from, and the model.
 *
 * @throws AppError `INVALID_INPUT` when the result would be too large.
 */
export function fillSettings(
  request: ImageJobRequest,
  work: ImageWork,
  {
    wish,
    origin,
    model,
    randomSeed,
  }: {
    readonly wish: Wish;
    readonly origin: ImageJob | undefined;
    readonly model: ActiveModel;
    readonly randomSeed: number;
  },
): FilledSettings {
  const { width, height, warnings } = fitSize(request, work, model.defaults);
  const format = request.format && { format: request.format };
  if (work.kind === 'upscale') {
    const { prompt, negativePrompt } = wish;
    const settings: JobSettings = {
      ...{ prompt, negativePrompt, width, height, ...format },
      // Nothing of it is drawn, so that nothing is random.
      ...{ steps: 1, guidanceScale: 1, seed: request.seed ?? 0, count: 1 },
    };
    return { settings, warnings: [...warnings, ...ignored(request)] };
  }
  const { defaults } = model;
  const earlier = earlierSettings(origin, work, model);
  const scheduler = request.scheduler ?? earlier?.scheduler ?? defaults.scheduler;
  const styled = styleWords(wish, model);
  const settings: JobSettings = {
    ...styled.words,
    ...{ width, height, ...format },
    steps: request.steps ?? earlier?.steps ?? defaults.steps,
    guidanceScale: request.cfg_scale ?? earlier?.guidanceScale ?? defaults.guidanceScale,
    seed: request.seed ?? randomSeed,
    count: request.count ?? 1,
    ...(scheduler !== undefined && { scheduler }),
  };
  return { settings, warnings: [...warnings, ...styled.warnings, ...beyond(settings, defaults)] };
}

function fitSize(
  request: ImageJobRequest,
  work: ImageWork,
  defaults: ImagePromptDefaults,
): FittedSize {
  switch (work.kind) {
    case 'generate':
      return sizeFromWords(request, defaults);
    case 'edit':
    case 'variation':
      return sizeFromSource(request, work.source, defaults);
    case 'inpaint':
      return given(request, work.source);
    case 'outpaint':
      return given(request, sizeExtended(work.source, work.extend));
    case 'upscale':
      return given(request, sizeEnlarged(work.source, work.factor));
  }
}

/** A size that follows from the picture, whatever is asked for. */
function given(
  request: ImageJobRequest,
  { width, height }: { width: number; height: number },
): FittedSize {
  const warnings = Object.entries({ width, height })
    .filter(([side, pixels]) => (request[side as 'width' | 'height'] ?? pixels) !== pixels)
    .map(([side, pixels]) => ignoredWarning(`${side} follows from the picture: ${pixels} pixels.`));
  return { width, height, warnings };
}

/** Settings of the job before, where they mean the same: for the same model, and for drawing. */
function earlierSettings(
  origin: ImageJob | undefined,
  { kind }: ImageWork,
  { id }: ActiveModel,
): JobSettings | undefined {
  if (origin === undefined || kind === 'edit' || origin.kind === 'upscale') return undefined;
  const drawnWith = origin.result?.engine.model;
  return drawnWith === undefined || drawnWith === id ? origin.settings : undefined;
}

/** The words to be drawn; those that were asked for are kept where they differ. */
function styleWords(
  { prompt, negativePrompt, style }: Wish,
  { id, defaults }: ActiveModel,
): {
  readonly words: Pick<JobSettings, 'prompt' | 'negativePrompt' | 'style' | 'asked'>;
  readonly warnings: readonly Warning[];
} {
  const asked = { prompt, negativePrompt };
  if (style === undefined) return { words: asked, warnings: [] };
  const unfollowed = (why: string) => ({
    words: { ...asked, style, asked },
    warnings: [{ code: 'STYLE_IGNORED', message: `The style ${style} is left out: ${why}.` }],
  });
  if (defaults.vocabulary) return unfollowed('the model draws simple shapes in one look');
  const words = applyStyle(asked, style, id);
  if (words === undefined) return unfollowed('with its words the prompt would be too long');
  return { words: { ...words, style, asked }, warnings: [] };
}

/** What a model of a few words can't draw is drawn as well as it can, and that is said. */
function beyond(settings: JobSettings, { vocabulary }: ImagePromptDefaults): readonly Warning[] {
  if (vocabulary === undefined || fitVocabulary(settings, vocabulary) !== undefined) return [];
  return [{ code: 'PROMPT_BEYOND_MODEL', message: beyondVocabulary(vocabulary) }];
}

const ofDrawing = ['steps', 'cfg_scale', 'scheduler', 'count', 'style', 'seed'] as const;

function ignored(request: ImageJobRequest): readonly Warning[] {
  return ofDrawing
    .filter((name) => request[name] !== undefined)
    .map((name) => ignoredWarning(`${name} has no meaning for an enlargement.`));
}

function ignoredWarning(message: string): Warning {
  return { code: 'IMAGE_SETTING_IGNORED', message };
}
