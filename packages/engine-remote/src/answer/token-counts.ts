import type { TokenUsage } from '@atelier/contracts';
import type { ChatChunk } from './chat-chunk.js';

/** What a piece of the stream says of tokens read and written so far, if anything. */
export function tokenCountsOf({ usage, timings }: ChatChunk): TokenUsage | undefined {
  if (usage) {
    const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
    return {
      promptTokens: usage.prompt_tokens,
      completionTokens: usage.completion_tokens ?? 0,
      cachedTokens: Math.min(cached, usage.prompt_tokens),
    };
  }
  if (!timings) return undefined;
  const cached = timings.cache_n ?? 0;
  // llama.cpp counts the part of the prompt that it computed apart from the cached one.
  return {
    promptTokens: timings.prompt_n + cached,
    completionTokens: timings.predicted_n,
    cachedTokens: cached,
  };
}
