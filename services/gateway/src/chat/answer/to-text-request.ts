import { TextRequest, type ChatMessage, type ChatTurnRequest } from '@atelier/contracts';
import type { Turn } from '@atelier/database';
import { systemPrompt } from '@atelier/image-prompt';

/** How the model chooses its words where nobody said how; the contract's without them. */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
}

export interface TextRequestOptions {
  /** New tokens at most, whatever is asked for. */
  readonly maxTokens: number;
  readonly sampling: Sampling;
  /** Where the request names none. */
  readonly seed: number;
  /** Whether the model may think before it answers. */
  readonly reasons: boolean;
  /** Tokens that it may think for; 0 is no limit. */
  readonly reasoningMaxTokens: number;
}

/** What the model is asked: the rules, the last turns, and the new message. */
export function toTextRequest(
  history: readonly Turn[],
  { message, settings = {} }: Pick<ChatTurnRequest, 'message' | 'settings'>,
  { maxTokens, sampling, seed, reasons, reasoningMaxTokens }: TextRequestOptions,
): TextRequest {
  return TextRequest.parse({
    messages: toMessages(history, message),
    maxTokens: Math.min(settings.max_tokens ?? maxTokens, maxTokens),
    temperature: settings.temperature ?? sampling.temperature,
    topP: settings.top_p ?? sampling.topP,
    topK: settings.top_k,
    repetitionPenalty: settings.repetition_penalty,
    seed: settings.seed ?? seed,
    reasoning: reasons ? 'show' : 'off',
    ...(reasons && reasoningMaxTokens > 0 && { reasoningMaxTokens }),
  });
}

function toMessages(history: readonly Turn[], message: string): ChatMessage[] {
  return [
    { role: 'system', content: systemPrompt },
    ...history.flatMap(({ user, assistant }): ChatMessage[] => [
      { role: 'user', content: user.content },
      { role: 'assistant', content: assistant.content },
    ]),
    { role: 'user', content: message },
  ];
}
