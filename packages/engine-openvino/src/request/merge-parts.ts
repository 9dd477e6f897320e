import type { RuntimePart } from '../supervision/session.js';

/** Two deltas of one kind as one. */
export function mergeParts(waiting: RuntimePart, part: RuntimePart): RuntimePart | undefined {
  if (waiting.type === 'text-delta' && part.type === 'text-delta') {
    const logprobs = [...(waiting.logprobs ?? []), ...(part.logprobs ?? [])];
    const text = waiting.text + part.text;
    return { type: 'text-delta', text, ...(logprobs.length > 0 && { logprobs }) };
  }
  if (waiting.type === 'reasoning-delta' && part.type === 'reasoning-delta') {
    return { type: 'reasoning-delta', text: waiting.text + part.text };
  }
  return undefined;
}
