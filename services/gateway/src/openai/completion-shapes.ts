import type {
  CompletionFinish,
  CompletionLogprobs,
  CompletionUsage,
  TokenLogprob,
  TokenUsage,
  ToolCall,
} from '@atelier/contracts';

/** Token counts in OpenAI's words. */
export function toCompletionUsage(usage: TokenUsage): CompletionUsage {
  const { promptTokens, completionTokens, cachedTokens } = usage;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}

/** Why an answer ended, in OpenAI's words. */
export function toCompletionFinish(
  reason: 'stop' | 'length' | 'cancelled',
  calls: number,
): CompletionFinish {
  if (reason === 'length') return 'length';
  return calls > 0 ? 'tool_calls' : 'stop';
}

export function toCompletionLogprobs(tokens: readonly TokenLogprob[]): CompletionLogprobs {
  return {
    content: tokens.map(({ token, logprob }) => ({
      token,
      logprob,
      // A token may be part of a character, which then can't be told from its text.
      bytes: token.includes('\ufffd') ? null : [...Buffer.from(token)],
      top_logprobs: [],
    })),
    refusal: null,
  };
}

export function toCompletionCall({ id, name, arguments: given }: ToolCall) {
  return { id, type: 'function' as const, function: { name, arguments: given } };
}
