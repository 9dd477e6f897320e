import type { ChatMessage, OpenAiContentPart, OpenAiMessage } from '@atelier/contracts';
import { refuseField } from './refuse-field.js';

const maxContent = 200_000;

/** The messages as an engine knows them; what is not text is refused. */
export function toChatMessages(messages: readonly OpenAiMessage[]): ChatMessage[] {
  return messages.map((message, index) => toChatMessage(message, `/messages/${index}`));
}

function toChatMessage(message: OpenAiMessage, field: string): ChatMessage {
  const { role, tool_calls: calls, tool_call_id: toolCallId } = message;
  const content = textOf(message.content, `${field}/content`);
  if (role === 'assistant') {
    if (!calls) return { role, content: content ?? '' };
    const toolCalls = calls.map(({ id, function: { name, arguments: given } }) => ({
      id,
      name,
      arguments: given,
    }));
    return { role, content: content ?? '', toolCalls };
  }
  if (content === undefined) throw refuseField(`${field}/content`, 'is missing');
  if (role === 'tool') {
    if (typeof toolCallId === 'string') return { role, content, toolCallId };
    throw refuseField(`${field}/tool_call_id`, 'is missing');
  }
  return { role: role === 'developer' ? 'system' : role, content };
}

function textOf(content: OpenAiMessage['content'], field: string): string | undefined {
  if (typeof content === 'string') return content;
  if (!content) return undefined;
  const text = content.map((part, index) => partText(part, `${field}/${index}`)).join('\n');
  if (text.length <= maxContent) return text;
  throw refuseField(field, `must have at most ${maxContent} characters`);
}

function partText(part: OpenAiContentPart, field: string): string {
  if (part.type === 'text' || part.type === 'refusal') {
    const text = part.type === 'text' ? part.text : part.refusal;
    if (typeof text === 'string') return text;
    throw refuseField(`${field}/${part.type}`, 'is missing');
  }
  throw refuseField(field, 'is no text; the models here read text only');
}
