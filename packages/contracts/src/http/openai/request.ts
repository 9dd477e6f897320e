import { z } from 'zod';
import { FunctionName, JsonObject, toolLimits } from '../../generation/tools.js';
import { text } from '../../text.js';

/** One part of a message. Only `text` is read; the others are named so that they can be refused. */
const ContentPart = z.object({
  type: z.string().max(64).meta({ description: 'text. Pictures, sounds and files are refused.' }),
  text: text(0, 200_000).nullish(),
  refusal: text(0, 200_000).nullish(),
});
export type OpenAiContentPart = z.infer<typeof ContentPart>;

const Content = z.union([text(0, 200_000), z.array(ContentPart).max(1_000)], {
  error: 'must be text of at most 200000 characters, or a list of text parts',
});

const ToolCallShape = z.object({
  id: text(1, 256),
  type: z.literal('function').default('function'),
  function: z.object({ name: text(1, 256), arguments: text(0, toolLimits.maxArguments) }),
});

/** A message as OpenAI's clients write it. */
export const OpenAiMessage = z
  .object({
    role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
    content: Content.nullish(),
    tool_calls: z.array(ToolCallShape).min(1).max(toolLimits.maxCalls).nullish(),
    tool_call_id: text(1, 256).nullish(),
  })
  .meta({ id: 'OpenAiMessage' });
export type OpenAiMessage = z.output<typeof OpenAiMessage>;

const Tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: FunctionName,
    description: text(0, 10_000).nullish(),
    parameters: JsonObject.nullish(),
    strict: z.boolean().nullish(),
  }),
});

const ResponseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: text(1, 64).optional(), schema: JsonObject.nullish() }),
  }),
]);

const ToolChoice = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    z.object({ type: z.literal('function'), function: z.object({ name: FunctionName }) }),
  ],
  { error: 'must be none, auto, required or a function by its name' },
);

const Stop = z.union([text(1, 100), z.array(text(1, 100)).max(8)], {
  error: 'must be a string of 1 to 100 characters, or a list of at most 8 of them',
});

const tokens = z.int().min(1).max(10_000_000);
const penalty = z.number().min(-2).max(2);

/**
 * The body of `POST /v1/chat/completions`. Fields that are not here are ignored, as OpenAI does with
 * those it does not know.
 */
export const ChatCompletionRequest = z
  .object({
    model: text(1, 200).meta({ description: 'A model of /v1/models, or atelier for any.' }),
    messages: z.array(OpenAiMessage).min(1).max(1_000),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
    max_tokens: tokens.nullish(),
    max_completion_tokens: tokens
      .nullish()
      .meta({ description: 'Tokens of the answer, at most; MAX_NEW_TOKENS bounds it.' }),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    stop: Stop.nullish(),
    seed: z.int().nullish(),
    presence_penalty: penalty.nullish(),
    frequency_penalty: penalty.nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    n: z.int().min(1).max(1).nullish(),
    response_format: ResponseFormat.nullish(),
    tools: z.array(Tool).max(toolLimits.maxFunctions).nullish(),
    tool_choice: ToolChoice.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    reasoning_effort: z.string().max(64).nullish().meta({
      description: 'none answers without thinking first; anything else leaves it to the model.',
    }),
    user: text(1, 256).nullish().meta({
      description: 'Your own name for who is speaking; turns are shared fairly between them.',
    }),
    safety_identifier: text(1, 256).nullish(),
    prompt_cache_key: text(1, 256).nullish(),
    logit_bias: z.record(z.string(), z.number()).nullish(),
    modalities: z.array(z.string().max(64)).max(8).nullish(),
    functions: z.array(z.unknown()).nullish(),
    function_call: z.unknown().optional(),
  })
  .meta({ id: 'ChatCompletionRequest' });
export type ChatCompletionRequest = z.output<typeof ChatCompletionRequest>;
