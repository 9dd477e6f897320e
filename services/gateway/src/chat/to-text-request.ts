import { TextRequest, type ChatMessage } from '@atelier/contracts';
import type { Turn } from '@atelier/database';
import { systemPrompt } from '@atelier/image-prompt';

/** How the model chooses its words where nobody said how; the contract's without them. */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
}

/** What the model is asked: the rules, the last turns, and the new message. */
export function toTextRequest(
  history: readonly Turn[],
  message: string,
  { maxTokens, sampling = {} }: { readonly maxTokens: number; readonly sampling?: Sampling },
): TextRequest {
  const messages: ChatMessage[] = [
    { role: 'system', content: systemPrompt },
    ...history.flatMap(({ user, assistant }): ChatMessage[] => [
      { role: 'user', content: user.content },
      { role: 'assistant', content: assistant.content },
    ]),
    { role: 'user', content: message },
  ];
  return TextRequest.parse({ messages, maxTokens, ...sampling });
}
