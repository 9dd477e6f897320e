import type { ChatCompletionChunk, OpenAiError, Warning } from '@atelier/contracts';
import type { AnswerPart } from '../llm/llm-client.js';
import {
  toCompletionCall,
  toCompletionFinish,
  toCompletionLogprobs,
  toCompletionUsage,
} from './completion-shapes.js';
import { toWarning, type CompletionHead } from './read-completion.js';

type Choice = ChatCompletionChunk['choices'][number];

export interface StreamedHead extends CompletionHead {
  /** Whether a last piece with the token counts was asked for. */
  readonly includeUsage: boolean;
  /** What a fault in mid-answer is told as. */
  readonly toError: (error: unknown) => OpenAiError;
}

/** An answer as server-sent events, a piece at a time. A fault is told as the last event. */
export async function* streamCompletion(
  parts: AsyncIterable<AnswerPart>,
  head: StreamedHead,
): AsyncGenerator<string> {
  try {
    for await (const chunk of chunksOf(parts, head)) yield toEvent(JSON.stringify(chunk));
    yield toEvent('[DONE]');
  } catch (error) {
    yield toEvent(JSON.stringify(head.toError(error)));
  }
}

async function* chunksOf(
  parts: AsyncIterable<AnswerPart>,
  head: StreamedHead,
): AsyncGenerator<ChatCompletionChunk> {
  const warnings: Warning[] = [...head.warnings];
  let model = '';
  let calls = 0;
  const chunk = (choices: Choice[], more: Partial<ChatCompletionChunk> = {}) => ({
    id: head.id,
    object: 'chat.completion.chunk' as const,
    created: head.created,
    model,
    choices,
    ...(head.includeUsage && { usage: null }),
    ...more,
  });
  const delta = (given: Choice['delta'], logprobs: Choice['logprobs'] = null) =>
    chunk([{ index: 0, delta: given, logprobs, finish_reason: null }]);

  for await (const part of parts) {
    switch (part.type) {
      case 'waiting':
        break;
      case 'start':
        model = part.info.model;
        yield delta({ role: 'assistant', content: '' });
        break;
      case 'reasoning-delta':
        if (head.showReasoning) yield delta({ reasoning_content: part.text });
        break;
      case 'text-delta': {
        const tokens = head.wantsLogprobs ? toCompletionLogprobs(part.logprobs ?? []) : null;
        yield delta({ content: part.text }, tokens);
        break;
      }
      case 'tool-call':
        yield delta({ tool_calls: [{ index: calls, ...toCompletionCall(part.call) }] });
        calls += 1;
        break;
      case 'warning':
        warnings.push(toWarning(part.message));
        break;
      case 'finish': {
        const reason = toCompletionFinish(part.reason, calls);
        const last: Choice = { index: 0, delta: {}, logprobs: null, finish_reason: reason };
        yield chunk([last], warnings.length > 0 ? { warnings } : {});
        if (head.includeUsage) yield chunk([], { usage: toCompletionUsage(part.usage) });
        return;
      }
    }
  }
}

function toEvent(data: string): string {
  return `data: ${data}\n\n`;
}
