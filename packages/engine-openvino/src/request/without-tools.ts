import type { ChatMessage, RuntimeTextRequest, TextPart, TextRequest } from '@atelier/contracts';

type RuntimeMessage = RuntimeTextRequest['messages'][number];

/** A request that a runtime can take, and what that leaves out. */
export interface PlainRequest {
  readonly request: RuntimeTextRequest;
  readonly warnings: readonly TextPart[];
}

const warning: TextPart = {
  type: 'warning',
  setting: 'tools',
  message: 'The engine on this machine calls no functions; it went without.',
};

/** Calls that were made are put in words; the model is offered none. */
export function withoutTools({ tools, messages, ...rest }: TextRequest): PlainRequest {
  const isOffered = tools !== undefined && tools.choice !== 'none';
  return {
    request: { ...rest, messages: toRuntimeMessages(messages) },
    warnings: isOffered ? [warning] : [],
  };
}

function toRuntimeMessages(messages: readonly ChatMessage[]): RuntimeMessage[] {
  const plain: RuntimeMessage[] = [];
  const names = new Map<string | undefined, string>();
  let before: ChatMessage['role'] | undefined;
  for (const { role, content, toolCalls = [], toolCallId } of messages) {
    for (const { id, name } of toolCalls) names.set(id, name);
    if (role === 'tool') {
      const result = `${names.get(toolCallId) ?? 'The function'} gave back:\n${content}`;
      const last = before === 'tool' ? plain.pop() : undefined;
      // Templates refuse two messages of one person in a row.
      plain.push({ role: 'user', content: last ? `${last.content}\n\n${result}` : result });
    } else {
      const called = toolCalls.map((call) => `Calling ${call.name} with ${call.arguments}`);
      const words = [content, ...called].filter((text) => text !== '');
      plain.push({ role, content: words.join('\n') });
    }
    before = role;
  }
  return plain;
}
