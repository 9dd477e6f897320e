import type { ChatMessage } from '@atelier/contracts';

/** A message as chat servers want it. */
export function toChatMessage(message: ChatMessage): Readonly<Record<string, unknown>> {
  const { role, content, toolCalls, toolCallId } = message;
  if (toolCallId !== undefined) return { role, content, tool_call_id: toolCallId };
  if (!toolCalls) return { role, content };
  return {
    role,
    content: content === '' ? null : content,
    tool_calls: toolCalls.map(({ id, name, arguments: given }) => ({
      id,
      type: 'function',
      function: { name, arguments: given },
    })),
  };
}
