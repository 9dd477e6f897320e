import type { Picture } from './picture.js';

const joint =
  '(?:,? ?\\b(?:at|in|with|using|and|of|bei|mit|in)\\b)?,? ?(?:a |the |size:? ?(?:of )?)?';
const size = new RegExp(
  `${joint}\\b(\\d{2,5}) ?(?:x|×|\\*|by|mal) ?(\\d{2,5})\\b(?: ?(?:pixels?|px)\\b)?`,
  'iu',
);
const seed = new RegExp(`${joint}\\bseed\\b(?: number| of)?[:=]? ?#?(\\d{1,10})\\b`, 'iu');
const stepsAfter = new RegExp(`${joint}\\bsteps?[:=]? ?(\\d{1,4})\\b`, 'iu');
const stepsBefore = new RegExp(
  `${joint}\\b(\\d{1,4}) (?:denoising |inference |sampling )?(?:steps?|schritten?)\\b`,
  'iu',
);
const guidance = new RegExp(
  `${joint}\\b(?:cfg|guidance)(?:[ _]scale)?(?: of)?[:=]? ?(\\d{1,3}(?:\\.\\d{1,3})?)\\b`,
  'iu',
);
const without = /,? ?\b(?:but )?(?:without|ohne)(?: any| the)? ([^,.;!?]{1,500})/iu;

/** Takes the settings out of a wish; what remains is the prompt. */
export function splitSettings(wish: string): Picture {
  let rest = wish;
  const take = (pattern: RegExp): readonly string[] | undefined => {
    const match = pattern.exec(rest);
    if (!match) return undefined;
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    return match.slice(1);
  };
  const number = (pattern: RegExp) => {
    const value = take(pattern)?.[0];
    return value === undefined ? undefined : Number(value);
  };

  const [width, height] = take(size)?.map(Number) ?? [];
  const seedValue = number(seed);
  const steps = number(stepsBefore) ?? number(stepsAfter);
  const guidanceScale = number(guidance);
  const negativePrompt = take(without)?.[0]?.trim();
  return {
    prompt: tidy(rest),
    ...(negativePrompt !== undefined && { negativePrompt: tidy(negativePrompt) }),
    ...(width !== undefined && height !== undefined && { width, height }),
    ...(steps !== undefined && { steps }),
    ...(guidanceScale !== undefined && { guidanceScale }),
    ...(seedValue !== undefined && { seed: seedValue }),
  };
}

/** Drops courtesies and what punctuation the settings left behind. */
function tidy(text: string): string {
  return text
    .replace(/\b(?:please|thanks|thank you|for me|bitte|danke)\b/giu, ' ')
    .replace(/\( *\)/gu, ' ')
    .replace(/[ ,;]+([.,;!?])/gu, '$1')
    .replace(/ +/gu, ' ')
    .replace(/^[ ,.;:!?]+/u, '')
    .replace(/(?:[ ,.;:!?]|\b(?:and|with|at|und|mit)$)+$/iu, '');
}
