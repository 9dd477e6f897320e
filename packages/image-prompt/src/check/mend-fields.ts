import type { Warning } from '@atelier/contracts';
import type { ImagePromptDefaults } from '../block/parse-image-prompt.js';
import type { ImagePromptFields } from '../block/read-fields.js';
import { numberWords, pictureWords } from '../request/lexicon.js';
import type { ImageRequest } from '../request/read-request.js';
import { readWords } from '../request/words.js';

const names = ['seed', 'steps', 'cfg_scale', 'width', 'height', 'count'] as const;
type Name = (typeof names)[number];

/** Words by which a request leaves a number to the model. */
const left: Readonly<Record<Name, readonly string[]>> = {
  seed: ['seed'],
  steps: 'steps step quality detailed detail fast quick quickly draft fine'.split(' '),
  cfg_scale: ['cfg', 'guidance', 'strictly', 'closely', 'freely'],
  width: [],
  height: [],
  count: [
    ...[...pictureWords].filter((word) => word.endsWith('s')),
    ...'them those these times more another several few some each both options'.split(' '),
  ],
};
const formats =
  `size sized width height wide wider tall taller landscape portrait panorama panoramic banner
  wallpaper format square icon poster resolution hd 4k pixels px large larger big bigger small smaller
  aspect ratio widescreen vertical horizontal thumbnail avatar`.split(/\s+/u);

// The example's own words, which small models copy.
const placeholder = 'what it must not show';

/** A block's fields with the numbers and the unwanted things that the request states. */
export interface MendedFields {
  readonly fields: ImagePromptFields;
  readonly warnings: readonly Warning[];
}

/**
 * Gives a block the numbers that the request states, and takes away those that nobody asked for. A
 * number that stands anywhere in what the person said is never taken away, and nothing is taken away
 * where the request is open or not understood.
 *
 * @param options.earlier what the person said before in this conversation.
 */
export function mendFields(
  fields: ImagePromptFields,
  request: ImageRequest,
  {
    earlier,
    defaults,
  }: { readonly earlier: readonly string[]; readonly defaults: ImagePromptDefaults },
): MendedFields {
  const warnings: Warning[] = [];
  const mended = new Map<string, unknown>(Object.entries(fields));
  const isOpen = request.required.length === 0 && request.isFresh;
  const said = saidNumbers(request, earlier);
  for (const name of names) {
    const given = mended.get(name);
    const stated = request.stated[name];
    if (stated !== undefined) {
      if (isSame(given, stated)) continue;
      mended.set(name, stated);
      warnings.push(warning(`${name} is ${stated}, as it was asked for.`));
    } else if (isPresent(given) && request.isUnderstood && !isOpen) {
      const words = name === 'width' || name === 'height' ? formats : left[name];
      // What comes anyway needs no word.
      if (Number(given) === defaultOf(name, defaults)) continue;
      const isLeft = words.some((word) => request.words.has(word));
      if (isLeft || (name !== 'count' && said.has(String(given)))) continue;
      mended.delete(name);
      warnings.push(warning(`${name} was not asked for and is left out.`));
    }
  }
  mendNegative(mended, request, warnings);
  return { fields: { ...Object.fromEntries(mended), prompt: fields.prompt }, warnings };
}

function mendNegative(
  mended: Map<string, unknown>,
  { negative }: ImageRequest,
  warnings: Warning[],
): void {
  const written = mended.get('negative_prompt');
  const given = typeof written === 'string' && written !== placeholder ? written : '';
  if (written === placeholder) mended.delete('negative_prompt');
  if (negative === undefined) return;
  const has = new Set(readWords(given).map(({ text }) => text));
  const missing = negative.text
    .split(', ')
    .filter((item) => !readWords(item).every(({ text }) => has.has(text)));
  if (missing.length === 0) return;
  const isKept = given !== '' && !negative.isNamed;
  mended.set('negative_prompt', isKept ? [given, ...missing].join(', ') : negative.text);
  warnings.push(warning(`negative_prompt is ${negative.text}, as it was asked for.`));
}

function saidNumbers(request: ImageRequest, earlier: readonly string[]): ReadonlySet<string> {
  const words = [
    ...request.words,
    ...earlier.flatMap((text) => readWords(text.slice(0, 8_000)).map((word) => word.text)),
  ];
  return new Set(
    words.flatMap((word) => {
      const parts = word.split(/[x×]/u);
      return [...parts, String(numberWords.get(word) ?? word)];
    }),
  );
}

function isSame(given: unknown, stated: number): boolean {
  return isPresent(given) && Number(given) === stated;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function defaultOf(name: Name, defaults: ImagePromptDefaults): number | undefined {
  if (name === 'seed') return undefined;
  if (name === 'count') return 1;
  return name === 'cfg_scale' ? defaults.guidanceScale : defaults[name];
}

function warning(message: string): Warning {
  return { code: 'IMAGE_SETTING_MENDED', message };
}
