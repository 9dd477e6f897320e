import { imageDefaults, imageLimits } from '@atelier/contracts';
import type { Picture } from './picture.js';

const opening = '```image_prompt';
const closing = '```';

/** The block that asks the gateway for a picture; what nobody asked for is the default or absent. */
export function toImagePromptBlock(picture: Picture): string {
  const fields = {
    prompt: fenceless(picture.prompt),
    negative_prompt: fenceless(picture.negativePrompt ?? imageDefaults.negativePrompt),
    steps: picture.steps ?? imageDefaults.steps,
    cfg_scale: picture.guidanceScale ?? imageDefaults.guidanceScale,
    seed: picture.seed,
    width: picture.width ?? imageDefaults.width,
    height: picture.height ?? imageDefaults.height,
    count: picture.count,
  };
  return `${opening}\n${JSON.stringify(fields)}\n${closing}`;
}

/** The picture that an earlier answer's block asked for. */
export function parseImagePromptBlock(answer: string): Picture | undefined {
  const start = answer.lastIndexOf(opening);
  if (start < 0) return undefined;
  const end = answer.indexOf(closing, start + opening.length);
  if (end < 0) return undefined;
  try {
    const json = answer.slice(start + opening.length, end);
    return fromFields(JSON.parse(json) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

function fromFields(fields: Readonly<Record<string, unknown>>): Picture | undefined {
  const { prompt, negative_prompt: negativePrompt } = fields;
  if (typeof prompt !== 'string') return undefined;
  const number = (name: string, field: keyof Picture) =>
    typeof fields[name] === 'number' ? { [field]: fields[name] } : {};
  return {
    prompt,
    ...(typeof negativePrompt === 'string' && negativePrompt !== '' && { negativePrompt }),
    ...number('steps', 'steps'),
    ...number('cfg_scale', 'guidanceScale'),
    ...number('seed', 'seed'),
    ...number('width', 'width'),
    ...number('height', 'height'),
    ...number('count', 'count'),
  };
}

/** A prompt must not end the block that it stands in. */
function fenceless(prompt: string): string {
  return prompt.replaceAll('`', "'").slice(0, imageLimits.maxPromptLength).toWellFormed();
}
