import type { TextRequest, ToolCall } from '@atelier/contracts';
import type { AppError } from '@atelier/errors';
import { formedAnswer, functionCall } from './formed-answer.js';
import { composeReply } from './reply.js';
import { parseScript, type Step } from './script.js';
import { toTokens } from './tokens.js';

/** What the mock does next, all in its time. */
export type Beat =
  | { readonly does: 'say' | 'think'; readonly token: string }
  | { readonly does: 'wait'; readonly delayMs: number }
  | { readonly does: 'warn'; readonly message: string }
  | { readonly does: 'call'; readonly call: ToolCall }
  | { readonly does: 'fail'; readonly error: AppError };

/** The mock's whole answer to a request, beat by beat. */
export function* composeBeats(request: TextRequest): Generator<Beat> {
  const { reasoning, reasoningMaxTokens = Number.POSITIVE_INFINITY } = request;
  const call = functionCall(request);
  if (call) {
    yield { does: 'call', call };
    return;
  }
  let thoughtTokens = reasoning === 'off' ? 0 : reasoningMaxTokens;
  for (const step of stepsFor(request)) {
    if (step.does !== 'say' && step.does !== 'think') {
      yield step;
      continue;
    }
    const { does } = step;
    const tokens = toTokens(step.text);
    const written = does === 'think' ? tokens.slice(0, thoughtTokens) : tokens;
    if (does === 'think') thoughtTokens -= written.length;
    for (const token of written) yield { does, token };
  }
}

function stepsFor(request: TextRequest): readonly Step[] {
  const { messages } = request;
  const last = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const reply = () => formedAnswer(request) ?? composeReply(messages);
  return parseScript(last) ?? [{ does: 'say', text: reply() }];
}
