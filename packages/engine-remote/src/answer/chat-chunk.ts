import { z } from 'zod';

const text = z.string().nullish();
const count = z.int().nonnegative();

const Usage = z.object({
  prompt_tokens: count,
  completion_tokens: count.nullish(),
  prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish(),
});

/** llama.cpp's counts, in every piece where `timings_per_token` asks for them. */
const Timings = z.object({ prompt_n: count, predicted_n: count, cache_n: count.nullish() });

/** A piece of a call of a function: its name at first, then its arguments bit by bit. */
const CallPiece = z.object({
  index: count.nullish(),
  id: text,
  function: z.object({ name: text, arguments: text }).nullish(),
});
export type CallPiece = z.output<typeof CallPiece>;

const Choice = z.object({
  delta: z
    .object({
      content: text,
      /** llama.cpp, OpenVINO Model Server, older vLLM, DeepSeek. */
      reasoning_content: text,
      /** Ollama, OpenRouter, newer vLLM. */
      reasoning: text,
      tool_calls: z.array(CallPiece).nullish(),
    })
    .nullish(),
  finish_reason: text,
  logprobs: z
    .object({
      content: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish(),
    })
    .nullish(),
});

/** A piece of an answer, in what the servers have in common; all else is left out. */
export const ChatChunk = z.object({
  choices: z.array(Choice).nullish(),
  // Counts that make no sense are no reason to lose the answer.
  usage: Usage.nullish().catch(undefined),
  timings: Timings.nullish().catch(undefined),
});
export type ChatChunk = z.output<typeof ChatChunk>;

const code = z.union([z.string(), z.number()]).nullish();

const Problem = z.object({ message: text, code, type: text });

/** OpenAI's shape of an error, one that is a sentence only, and vLLM's older flat one. */
const ChatErrorBody = z.union([
  z.object({ error: Problem }).transform(({ error }) => error),
  z.object({ error: z.string() }).transform(({ error }): ChatError => ({ message: error })),
  Problem.extend({ object: z.literal('error') }),
]);

/** What went wrong, in the server's words. */
export type ChatError = z.output<typeof Problem>;

/** The error that a body or a piece of a stream is, if it is one. */
export function chatErrorIn(value: unknown): ChatError | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Checked first because a failed parse is dear, and nearly every piece is none.
  const looksLikeOne = 'error' in value || ('object' in value && value.object === 'error');
  return looksLikeOne ? ChatErrorBody.safeParse(value).data : undefined;
}

/** The error that a text of JSON is, if it is one. */
export function parseChatError(body: string): ChatError | undefined {
  try {
    return chatErrorIn(JSON.parse(body));
  } catch {
    return undefined;
  }
}
