import type { Turn } from '@atelier/database';

/** What is known of how many tokens a model makes of a text. */
export interface TokenGauge {
  /** Tokens of a text of so many bytes, at a guess that is rather too high. */
  tokensOf(bytes: number): number;
  /** Takes in what a prompt of so many bytes really came to. */
  learn(bytes: number, tokens: number): void;
}

/** Few tokenizers need more than a token for two bytes, in any language. */
const startBytesPerToken = 2;
/** A guess of how much of each turn the template adds, in tokens. */
const perMessage = 8;
/** Room for prompts that are denser than those before. */
const margin = 0.8;

/** Begins with a careful guess, and follows what the model at work really counts. */
export function createTokenGauge(): TokenGauge {
  let bytesPerToken = startBytesPerToken;
  return {
    tokensOf: (bytes) => Math.ceil(bytes / bytesPerToken),
    learn(bytes, tokens) {
      if (tokens < 1 || bytes < 200) return;
      const seen = (bytes / tokens) * margin;
      // A dense prompt counts at once, a light one little by little.
      bytesPerToken = Math.max(
        0.5,
        Math.min(8, seen < bytesPerToken ? seen : bytesPerToken + (seen - bytesPerToken) * 0.2),
      );
    },
  };
}

/**
 * The latest turns that fit into so many tokens; the oldest go first.
 *
 * @param budget tokens for the history alone.
 */
export function fitHistory(
  history: readonly Turn[],
  budget: number,
  gauge: TokenGauge,
): readonly Turn[] {
  let left = budget;
  let from = history.length;
  while (from > 0) {
    const turn = history[from - 1];
    if (turn === undefined) break;
    const bytes = Buffer.byteLength(turn.user.content) + Buffer.byteLength(turn.assistant.content);
    left -= gauge.tokensOf(bytes) + 2 * perMessage;
    if (left < 0) break;
    from -= 1;
  }
  return history.slice(from);
}
