import type { TextPart, TextRequest } from '@atelier/contracts';

/** Values that ask for nothing the mock would not do anyway. */
const harmless = {
  temperature: [0, 0.7],
  topP: [1],
  topK: [0],
  repetitionPenalty: [1],
  presencePenalty: [0],
  frequencyPenalty: [0],
} as const satisfies Partial<Record<keyof TextRequest, readonly number[]>>;

/** One warning for each setting that was asked for and has no effect here. */
export function ignoredSettings(request: TextRequest): TextPart[] {
  const lacking: (keyof TextRequest)[] = (
    Object.keys(harmless) as (keyof typeof harmless)[]
  ).filter((setting) => !(harmless[setting] as readonly number[]).includes(request[setting]));
  if (request.logprobs !== undefined) lacking.push('logprobs');
  if (request.output && request.output.type !== 'json-schema') lacking.push('output');
  return lacking.map((setting) => ({
    type: 'warning',
    setting,
    message: `The mock engine takes ${setting} and does nothing with it.`,
  }));
}
