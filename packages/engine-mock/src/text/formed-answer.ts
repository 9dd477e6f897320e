import type { TextRequest, ToolCall } from '@atelier/contracts';
import { jsonInstance } from './json-instance.js';

/** The JSON that a request wants for an answer; undefined where it wants none. */
export function formedAnswer({ output, messages }: TextRequest): string | undefined {
  if (output?.type !== 'json-schema') return undefined;
  return JSON.stringify(jsonInstance(output.schema, lastSaid(messages)));
}

/**
 * The function that the mock calls: the one it has to, or one whose name the last message says. What
 * a function gave back is answered in words.
 */
export function functionCall({ tools, messages }: TextRequest): ToolCall | undefined {
  if (!tools || tools.choice === 'none' || messages.at(-1)?.role === 'tool') return undefined;
  const { functions, choice } = tools;
  const said = lastSaid(messages);
  const named = functions.find(({ name }) => said.includes(name));
  const forced = functions.find(
    ({ name }) => typeof choice === 'object' && choice.function === name,
  );
  const called = forced ?? named ?? (choice === 'required' ? functions[0] : undefined);
  if (!called) return undefined;
  const given = jsonInstance(called.parameters ?? { type: 'object' }, said);
  return { id: `call_${messages.length}`, name: called.name, arguments: JSON.stringify(given) };
}

function lastSaid(messages: TextRequest['messages']): string {
  return messages.findLast(({ role }) => role === 'user')?.content.trim() ?? '';
}
