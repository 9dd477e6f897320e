import type { TextRequest } from '@atelier/contracts';

/** Request `number` of a mix: lengths, settings and output forms of every kind, the same each run. */
export function mixedRequest(number: number): TextRequest {
  const form = forms[number % forms.length];
  return {
    messages: [
      { role: 'user', content: `Q ${number} ${'the mill by the river '.repeat(number % 60)}` },
    ],
    maxTokens: 8 + (number % 40),
    temperature: number % 3 === 0 ? 0 : 0.8,
    topP: number % 5 === 0 ? 0.9 : 1,
    topK: number % 7 === 0 ? 20 : 0,
    repetitionPenalty: number % 11 === 0 ? 1.1 : 1,
    presencePenalty: 0,
    frequencyPenalty: number % 13 === 0 ? 0.5 : 0,
    stop: number % 4 === 0 ? ['river'] : [],
    seed: number,
    ...(number % 6 === 0 && { logprobs: 1 }),
    ...(form && { output: form }),
  };
}

/** Whether somebody leaves before the end of this answer. */
export function isLeft(number: number): boolean {
  return number % 9 === 0;
}

const forms: readonly (TextRequest['output'] | undefined)[] = [
  undefined,
  undefined,
  undefined,
  { type: 'regex', pattern: '[a-f]{3,9}' },
  {
    type: 'json-schema',
    schema: {
      type: 'object',
      properties: { name: { type: 'string', maxLength: 9 }, count: { type: 'integer' } },
      required: ['name', 'count'],
    },
  },
];
