import { numberWords } from './lexicon.js';

/** The settings of a block that a person states with a number. */
export type NumberName = 'seed' | 'steps' | 'width' | 'height' | 'cfg_scale';

const words = [...numberWords.keys()].join('|');
const whole = String.raw`(\d{1,20}|${words})`;
const end = String.raw`(?![.,]?\d|\p{L})`;
// What joins a setting to the sentence, and goes with it when it is taken out.
const joint = String.raw`(?:\b(?:and|with|use|using|at|in|take|set|but|the|a|an|of|random|size)[ ,(]{1,3}){0,4}`;
const is = String.raw`(?: (?:(?:should|shall|must) be|of|to|is|at|as))? ?[=:#]? ?`;
const pixels = String.raw`(?: ?(?:px|pixels?))?`;
// After these a number counts something in the picture.
const notSteps = String.raw`(?! (?:lead|up|down|to|into|away|ahead|forward|back|from|made|going|high))`;
const notLength = String.raw`(?! ?(?:feet|foot|ft|cm|mm|km|m|meters?|metres?|miles?|inch|inches|grid|matrix|table|board|tiles?)\b)`;

interface NumberPhrase {
  readonly pattern: RegExp;
  /** What the groups of the pattern state, in their order. */
  readonly names: readonly NumberName[];
  /** Values below this are something else. */
  readonly least?: number;
  /** Says nothing where the message is about stairs. */
  readonly notOfStairs?: boolean;
}

const phrase = (pattern: string, ...names: readonly NumberName[]): NumberPhrase => ({
  pattern: new RegExp(joint + pattern, 'giu'),
  names,
});

/** Every repetition is bounded, so that matching takes time linear in the message. */
export const numberPhrases: readonly NumberPhrase[] = [
  phrase(String.raw`\bseed(?: number| value)?${is}(\d{1,20})${end}`, 'seed'),
  phrase(
    String.raw`\b(?:cfg|guidance)(?:[ _-]?scale)?${is}(\d{1,3}(?:\.\d{1,3})?)${end}`,
    'cfg_scale',
  ),
  phrase(
    String.raw`\b(?:(?:number of|sampling|inference) )?steps(?: count)?${is}${whole}${end}`,
    'steps',
  ),
  phrase(String.raw`\b${whole} (?:sampling|inference|denoising|diffusion) steps?\b`, 'steps'),
  { ...phrase(String.raw`\b${whole} steps?\b${notSteps}`, 'steps'), notOfStairs: true },
  {
    ...phrase(
      String.raw`\b(\d{2,5})${pixels} ?(?:x|×|by|\*) ?(\d{2,5})${pixels}${end}${notLength}`,
      'width',
      'height',
    ),
    least: 64,
  },
  phrase(
    String.raw`\b(\d{2,5})${pixels} wide,?(?: and)? (\d{2,5})${pixels} (?:high|tall)\b`,
    'width',
    'height',
  ),
  phrase(String.raw`\bwidth${is}(\d{2,5})${pixels}${end}${notLength}`, 'width'),
  phrase(String.raw`\bheight${is}(\d{2,5})${pixels}${end}${notLength}`, 'height'),
  phrase(String.raw`\b(\d{2,5}) ?(?:px|pixels?) wide\b`, 'width'),
  phrase(String.raw`\b(\d{2,5}) ?(?:px|pixels?) (?:high|tall)\b`, 'height'),
];
