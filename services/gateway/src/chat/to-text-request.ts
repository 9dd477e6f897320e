import { TextRequest, type ChatMessage } from '@atelier/contracts';
import { systemPrompt } from './system-prompt.js';

/** What the model is asked: the rules, the last turns, and the new message. */
export function toTextRequest(
  history: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[],
  message: string,
  maxTokens: number,
): TextRequest {
  const messages: ChatMessage[] = [
    { role: 'system', content: systemPrompt },
    ...history.map(({ role, content }) => ({ role, content })),
    { role: 'user', content: message },
  ];
  return TextRequest.parse({ messages, maxTokens });
}
