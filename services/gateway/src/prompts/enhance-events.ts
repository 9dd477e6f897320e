import type { Sampling } from '../chat/answer/to-text-request.js';
import { TextRequest, type ChatEvent, type EnhanceRequest } from '@atelier/contracts';
import type { AnswerPart } from '../llm/llm-client.js';
import { cleanPrompt } from './clean-prompt.js';
import { fillTemplate } from './prompt-template.js';

/** What the model is told where the caller has no words of their own. */
const ownSystemMessage = `You turn short ideas into prompts for an image generator.
Keep the subject, every detail and the style that the idea names; change none of them. Add what a painter would decide: setting, composition, light, colours, texture.
Write one paragraph of at most 80 words. Write the prompt alone: no preamble, no quotation marks, no lists, no explanation.`;

const defaultMaxTokens = 256;

/** How the new prompt is asked for. */
export function toEnhanceRequest(
  body: EnhanceRequest,
  options: {
    readonly maxNewTokens: number;
    readonly sampling: Sampling;
  },
): TextRequest {
  return TextRequest.parse({
    messages: [
      { role: 'system', content: body.system_message ?? ownSystemMessage },
      { role: 'user', content: body.prompt },
    ],
    maxTokens: Math.min(body.max_tokens ?? defaultMaxTokens, options.maxNewTokens),
    ...options.sampling,
    reasoning: 'off',
  });
}

/** A model's answer as events, cleaned as it comes; the template's where the model wrote nothing. */
export async function* writtenEvents(
  parts: AsyncIterable<AnswerPart>,
  prompt: string,
): AsyncGenerator<ChatEvent> {
  const startedAt = Date.now();
  let [raw, shown, model] = ['', '', ''];
  let firstTokenAt: number | undefined;
  for await (const part of parts) {
    if (part.type === 'start') model = part.info.model;
    if (part.type === 'waiting') {
      const { place, estimateMs } = part;
      yield {
        type: 'waiting',
        place,
        ...(estimateMs !== undefined && { estimate_ms: estimateMs }),
      };
    }
    if (part.type === 'text-delta') {
      firstTokenAt ??= Date.now();
      raw += part.text;
      const sure = cleanPrompt(raw, { isWhole: false });
      if (sure.length > shown.length && sure.startsWith(shown)) {
        yield { type: 'text-delta', text: sure.slice(shown.length) };
        shown = sure;
      }
    }
    if (part.type !== 'finish') continue;
    const text = cleanPrompt(raw, { isWhole: true, isCut: part.reason === 'length' });
    if (text === '') {
      yield* templateText(prompt, shown);
    } else if (text !== shown) {
      const isLonger = text.startsWith(shown);
      if (isLonger) yield { type: 'text-delta', text: text.slice(shown.length) };
      else yield { type: 'text-replaced', text };
    }
    const first = firstTokenAt === undefined ? {} : { first_token_ms: firstTokenAt - startedAt };
    const timings = { ...first, total_ms: Date.now() - startedAt };
    yield { type: 'finish', reason: part.reason, model, usage: part.usage, timings };
  }
}

/** The template's answer as events, for where the model can't write one. */
export function* templateEvents(prompt: string): Generator<ChatEvent> {
  yield* templateText(prompt, '');
  yield { type: 'finish', reason: 'stop', model: 'template', timings: { total_ms: 0 } };
}

function* templateText(prompt: string, shown: string): Generator<ChatEvent> {
  const text = fillTemplate(prompt);
  yield shown === '' ? { type: 'text-delta', text } : { type: 'text-replaced', text };
  yield {
    type: 'warning',
    code: 'ENHANCED_BY_TEMPLATE',
    message: 'The chat model here is too small to write prompts: words from a list were added.',
  };
}
