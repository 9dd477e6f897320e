import { randomInt } from 'node:crypto';
import { imageLimits, type ImageSettings, type Warning } from '@atelier/contracts';
import { v7 as uuidv7 } from 'uuid';
import { parseImagePrompt } from '../image-prompt/parse-image-prompt.js';
import type { Answer } from './read-answer.js';

/** A picture job to accept. */
export interface Picture {
  readonly id: string;
  readonly settings: ImageSettings;
  /** What was changed of what the model wrote. */
  readonly warnings: readonly Warning[];
}

/** The picture that an answer asks for, if any: the first block counts. */
export function choosePicture(
  answer: Pick<Answer, 'imagePrompts'>,
  hasRoom: boolean,
): { readonly picture: Picture | undefined; readonly warnings: readonly Warning[] } {
  const [first, ...others] = answer.imagePrompts;
  if (first === undefined) return { picture: undefined, warnings: [] };
  const parsed = parseImagePrompt(first, randomInt(imageLimits.maxSeed + 1));
  const warnings: Warning[] = [...parsed.warnings];
  if (others.length > 0) {
    const message = 'The model asked for several pictures; the first one is drawn.';
    warnings.push({ code: 'IMAGE_PROMPT_IGNORED', message });
  }
  if (parsed.settings !== undefined && !hasRoom) {
    const message =
      'Too many of your pictures are waiting; this one is not drawn. Try again later.';
    return { picture: undefined, warnings: [...warnings, { code: 'TOO_MANY_JOBS', message }] };
  }
  const picture = parsed.settings && {
    id: uuidv7(),
    settings: parsed.settings,
    warnings: parsed.warnings,
  };
  return { picture, warnings };
}
