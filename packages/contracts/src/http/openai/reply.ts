import { z } from 'zod';
import { Warning } from '../chat.js';

const count = z.int().nonnegative();

export const CompletionUsage = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count }),
  })
  .meta({ id: 'CompletionUsage' });
export type CompletionUsage = z.infer<typeof CompletionUsage>;

const CalledFunction = z.object({ name: z.string(), arguments: z.string() });
const CompletionCall = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: CalledFunction,
});

/** How likely each token was; other tokens than the chosen one are not known here. */
export const CompletionLogprobs = z.object({
  content: z.array(
    z.object({
      token: z.string(),
      logprob: z.number(),
      bytes: z.array(z.int().min(0).max(255)).nullable(),
      top_logprobs: z.array(z.never()),
    }),
  ),
  refusal: z.null(),
});
export type CompletionLogprobs = z.infer<typeof CompletionLogprobs>;

export const CompletionFinish = z.enum(['stop', 'length', 'tool_calls']);
export type CompletionFinish = z.infer<typeof CompletionFinish>;

const about = {
  id: z.string(),
  created: z.int().meta({ description: 'Seconds since 1970.' }),
  model: z.string(),
  warnings: z
    .array(Warning)
    .optional()
    .meta({ description: 'What the engine did otherwise than asked. Not in the original.' }),
};

/** The answer of `POST /v1/chat/completions`. */
export const ChatCompletion = z
  .object({
    ...about,
    object: z.literal('chat.completion'),
    choices: z.array(
      z.object({
        index: z.literal(0),
        finish_reason: CompletionFinish,
        logprobs: CompletionLogprobs.nullable(),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string().nullable(),
          refusal: z.null(),
          reasoning_content: z.string().optional(),
          tool_calls: z.array(CompletionCall).optional(),
        }),
      }),
    ),
    usage: CompletionUsage,
  })
  .meta({ id: 'ChatCompletion' });
export type ChatCompletion = z.infer<typeof ChatCompletion>;

/** A piece of the streamed answer. */
export const ChatCompletionChunk = z
  .object({
    ...about,
    object: z.literal('chat.completion.chunk'),
    choices: z.array(
      z.object({
        index: z.literal(0),
        finish_reason: CompletionFinish.nullable(),
        logprobs: CompletionLogprobs.nullable(),
        delta: z.object({
          role: z.literal('assistant').optional(),
          content: z.string().optional(),
          reasoning_content: z.string().optional(),
          tool_calls: z.array(CompletionCall.extend({ index: count })).optional(),
        }),
      }),
    ),
    usage: CompletionUsage.nullable().optional(),
  })
  .meta({ id: 'ChatCompletionChunk' });
export type ChatCompletionChunk = z.infer<typeof ChatCompletionChunk>;

export const OpenAiModel = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.int(),
    owned_by: z.string(),
  })
  .meta({ id: 'OpenAiModel' });
export type OpenAiModel = z.infer<typeof OpenAiModel>;

export const OpenAiModelList = z
  .object({ object: z.literal('list'), data: z.array(OpenAiModel) })
  .meta({ id: 'OpenAiModelList' });
export type OpenAiModelList = z.infer<typeof OpenAiModelList>;

/** An error as OpenAI's clients read it. */
export const OpenAiError = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable().meta({ description: 'The field at fault.' }),
      code: z.string().nullable(),
    }),
  })
  .meta({ id: 'OpenAiError' });
export type OpenAiError = z.infer<typeof OpenAiError>;
