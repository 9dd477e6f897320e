import type {
  ChatCompletion,
  TokenLogprob,
  TokenUsage,
  ToolCall,
  Warning,
} from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { AnswerPart } from '../llm/llm-client.js';
import {
  toCompletionCall,
  toCompletionFinish,
  toCompletionLogprobs,
  toCompletionUsage,
} from './completion-shapes.js';

/** What is the same in a whole answer and in each piece of one. */
export interface CompletionHead {
  /** Of this answer, for instance `chatcmpl-…`. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly showReasoning: boolean;
  readonly wantsLogprobs: boolean;
  /** What was left out before the model was asked. */
  readonly warnings: readonly Warning[];
}

/** Reads an answer to its end, and gives it as one. */
export async function readCompletion(
  parts: AsyncIterable<AnswerPart>,
  head: CompletionHead,
): Promise<ChatCompletion> {
  let [model, text, reasoning] = ['', '', ''];
  const calls: ToolCall[] = [];
  const tokens: TokenLogprob[] = [];
  const warnings: Warning[] = [...head.warnings];
  let end: { reason: 'stop' | 'length' | 'cancelled'; usage: TokenUsage } | undefined;
  for await (const part of parts) {
    if (part.type === 'start') model = part.info.model;
    if (part.type === 'reasoning-delta') reasoning += part.text;
    if (part.type === 'text-delta') {
      text += part.text;
      tokens.push(...(part.logprobs ?? []));
    }
    if (part.type === 'tool-call') calls.push(part.call);
    if (part.type === 'warning') warnings.push(toWarning(part.message));
    if (part.type === 'finish') end = part;
  }
  if (!end) throw new AppError('ENGINE_FAILED', 'The answer has no end. Ask again.');
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model,
    choices: [
      {
        index: 0,
        finish_reason: toCompletionFinish(end.reason, calls.length),
        logprobs: head.wantsLogprobs ? toCompletionLogprobs(tokens) : null,
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          refusal: null,
          ...(head.showReasoning && reasoning !== '' && { reasoning_content: reasoning }),
          ...(calls.length > 0 && { tool_calls: calls.map(toCompletionCall) }),
        },
      },
    ],
    usage: toCompletionUsage(end.usage),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** An engine's warning as the API words it. */
export function toWarning(message: string): Warning {
  return { code: 'ENGINE_SETTING', message };
}
