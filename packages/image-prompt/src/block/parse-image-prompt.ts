import { imageDefaults, imageLimits, type ImageSettings, type Warning } from '@atelier/contracts';
import { cleanText, readFields, type ImagePromptFields } from './read-fields.js';

/** What the active image model draws with where a block leaves a setting out. Sizes in pixels. */
export interface ImagePromptDefaults {
  readonly steps: number;
  readonly guidanceScale: number;
  readonly width: number;
  readonly height: number;
  /** The smallest and largest side that the model draws well; the contract's without them. */
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
  readonly scheduler?: string | undefined;
  /** Of a model that draws one of these shapes in one of these colours, and nothing else. */
  readonly vocabulary?:
    { readonly shapes: readonly string[]; readonly colours: readonly string[] } | undefined;
}

export interface ImagePromptOptions {
  readonly defaults: ImagePromptDefaults;
  /** Used where the block names no seed; a whole number from 0 to 2^32 - 1. */
  readonly randomSeed: number;
}

/** What a block asks for, and what had to be changed. */
export interface ParsedImagePrompt {
  /** `undefined` when the block holds no prompt. */
  readonly settings: ImageSettings | undefined;
  readonly warnings: readonly Warning[];
}

const known = new Set([
  'prompt',
  'negative_prompt',
  'steps',
  'cfg_scale',
  'seed',
  'width',
  'height',
  'count',
]);

/** What a block without a readable prompt is answered with. */
export const unreadable: Warning = {
  code: 'IMAGE_PROMPT_UNREADABLE',
  message: 'The model meant to draw, but wrote no readable prompt.',
};

/** Settings from the inside of an image prompt block, as they stand there. */
export function parseImagePrompt(raw: string, options: ImagePromptOptions): ParsedImagePrompt {
  const fields = readFields(raw);
  if (fields === undefined) return { settings: undefined, warnings: [unreadable] };
  return toImageSettings(fields, options);
}

/**
 * Settings from a block's fields. The block is data from an untrusted author: wrong types fall back
 * to defaults, numbers are clamped, and each change is recorded.
 */
export function toImageSettings(
  fields: ImagePromptFields,
  { defaults, randomSeed }: ImagePromptOptions,
): { readonly settings: ImageSettings; readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  for (const name of Object.keys(fields)) {
    if (!known.has(name)) warn('IMAGE_SETTING_IGNORED', `${name.slice(0, 40)} is not a setting.`);
  }
  const number = (name: string, range: NumberRange): number =>
    readNumber(fields[name], name, range, warn);
  const { sizeStep: multipleOf, minSteps, maxSteps, minGuidance, maxGuidance } = imageLimits;
  const { minSize = imageLimits.minSize, maxSize = imageLimits.maxSize, scheduler } = defaults;
  const size = { minimum: minSize, maximum: maxSize, multipleOf };
  const settings: ImageSettings = {
    prompt: fields.prompt,
    negativePrompt: cleanText(fields['negative_prompt']),
    steps: number('steps', { minimum: minSteps, maximum: maxSteps, fallback: defaults.steps }),
    guidanceScale: number('cfg_scale', {
      minimum: minGuidance,
      maximum: maxGuidance,
      fallback: defaults.guidanceScale,
      multipleOf: 0.01,
    }),
    seed: number('seed', { minimum: 0, maximum: imageLimits.maxSeed, fallback: randomSeed }),
    width: number('width', { ...size, fallback: defaults.width }),
    height: number('height', { ...size, fallback: defaults.height }),
    count: number('count', {
      minimum: 1,
      maximum: imageLimits.maxCount,
      fallback: imageDefaults.count,
    }),
    ...(scheduler !== undefined && { scheduler }),
  };
  return { settings, warnings };
}

interface NumberRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly fallback: number;
  /** 1 when left out. */
  readonly multipleOf?: number;
}

function readNumber(
  value: unknown,
  name: string,
  { minimum, maximum, fallback, multipleOf = 1 }: NumberRange,
  warn: (code: string, message: string) => void,
): number {
  if (value === undefined || value === null || value === '') return fallback;
  const given = typeof value === 'string' ? Number(value) : value;
  if (typeof given !== 'number' || !Number.isFinite(given)) {
    warn('IMAGE_SETTING_IGNORED', `${name} is not a number; ${fallback} is used.`);
    return fallback;
  }
  const clamped = Math.min(Math.max(given, minimum), maximum);
  const steps = Math.round(clamped / multipleOf);
  // Hundredths are not exact in binary: divide instead of multiplying.
  const used = multipleOf < 1 ? steps / Math.round(1 / multipleOf) : steps * multipleOf;
  if (used !== given) warn('IMAGE_SETTING_CHANGED', `${name} ${given} became ${used}.`);
  return used;
}
