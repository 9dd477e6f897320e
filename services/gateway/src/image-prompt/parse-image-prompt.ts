import { imageDefaults, imageLimits, type ImageSettings, type Warning } from '@atelier/contracts';

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

/**
 * Settings from the inside of an image prompt block. The block is data from an untrusted author:
 * wrong types fall back to defaults, numbers are clamped, and each change is recorded.
 *
 * @param randomSeed used where the block names no seed; a whole number from 0 to 2^32 - 1.
 */
export function parseImagePrompt(raw: string, randomSeed: number): ParsedImagePrompt {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  const fields = readFields(raw);
  const prompt = cleanText(fields?.['prompt']);
  if (fields === undefined || prompt === '') {
    warn('IMAGE_PROMPT_UNREADABLE', 'The model meant to draw, but wrote no readable prompt.');
    return { settings: undefined, warnings };
  }
  for (const name of Object.keys(fields)) {
    if (!known.has(name)) warn('IMAGE_SETTING_IGNORED', `${name.slice(0, 40)} is not a setting.`);
  }
  const number = (name: string, range: NumberRange): number =>
    readNumber(fields[name], name, range, warn);
  const size = { minimum: imageLimits.minSize, maximum: imageLimits.maxSize };
  const { sizeStep: multipleOf, minSteps, maxSteps, minGuidance, maxGuidance } = imageLimits;
  const settings: ImageSettings = {
    prompt,
    negativePrompt: cleanText(fields['negative_prompt']),
    steps: number('steps', { minimum: minSteps, maximum: maxSteps, fallback: imageDefaults.steps }),
    guidanceScale: number('cfg_scale', {
      minimum: minGuidance,
      maximum: maxGuidance,
      fallback: imageDefaults.guidanceScale,
      multipleOf: 0.01,
    }),
    seed: number('seed', { minimum: 0, maximum: imageLimits.maxSeed, fallback: randomSeed }),
    width: number('width', { ...size, multipleOf, fallback: imageDefaults.width }),
    height: number('height', { ...size, multipleOf, fallback: imageDefaults.height }),
    count: number('count', {
      minimum: 1,
      maximum: imageLimits.maxCount,
      fallback: imageDefaults.count,
    }),
  };
  return { settings, warnings };
}

function readFields(raw: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'string') return { prompt: value };
    return isRecord(value) ? value : undefined;
  } catch {
    // Small models often write the bare prompt. What looks like broken JSON is not one.
    return /^[{[]/.test(raw) ? undefined : { prompt: raw };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cleanText(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .toWellFormed()
    .replaceAll('\0', '')
    .trim()
    .slice(0, imageLimits.maxPromptLength)
    .toWellFormed();
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
