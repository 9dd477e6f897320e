import type { Sampling } from '../chat/answer/to-text-request.js';
import {
  TextRequest,
  type ChatCompletionRequest,
  type OutputForm,
  type ToolSettings,
} from '@atelier/contracts';
import { refuseField } from './refuse-field.js';
import { toChatMessages } from './to-chat-messages.js';

/** What a client's request is held to, and what fills its gaps. */
export interface RequestDefaults {
  /** New tokens at most, whatever is asked for. */
  readonly maxNewTokens: number;
  readonly sampling: Sampling;
  /** Whether the model may think before it answers. */
  readonly reasons: boolean;
}

/** What the model is asked. */
export function toTextRequest(body: ChatCompletionRequest, defaults: RequestDefaults): TextRequest {
  const { maxNewTokens, sampling } = defaults;
  refuseUnsupported(body);
  const wanted = body.max_completion_tokens ?? body.max_tokens ?? maxNewTokens;
  const tools = toToolSettings(body);
  return TextRequest.parse({
    messages: toChatMessages(body.messages),
    maxTokens: Math.min(wanted, maxNewTokens),
    temperature: body.temperature ?? sampling.temperature,
    // 0 means the likeliest token only, which is what a very small share leaves.
    topP: body.top_p === 0 ? 1e-6 : (body.top_p ?? sampling.topP),
    presencePenalty: body.presence_penalty ?? undefined,
    frequencyPenalty: body.frequency_penalty ?? undefined,
    stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? undefined),
    // OpenAI's seeds have 64 bits, an engine's 32.
    ...(typeof body.seed === 'number' && { seed: Number(BigInt.asUintN(32, BigInt(body.seed))) }),
    ...(body.logprobs === true && { logprobs: Math.max(1, body.top_logprobs ?? 1) }),
    output: toOutput(body.response_format),
    ...(tools && { tools }),
    reasoning: defaults.reasons && body.reasoning_effort !== 'none' ? 'show' : 'off',
  });
}

/** What would change the answer and can't be done; all else is ignored where it is not known. */
function refuseUnsupported(body: ChatCompletionRequest): void {
  if (body.modalities?.some((kind) => kind !== 'text') === true) {
    throw refuseField('/modalities', 'may have text only');
  }
  if (body.functions || body.function_call !== undefined) {
    throw refuseField('/functions', 'is no longer used; send tools');
  }
  if (body.stream_options && body.stream !== true) {
    throw refuseField('/stream_options', 'may be set only with stream: true');
  }
  if (typeof body.top_logprobs === 'number' && body.logprobs !== true) {
    throw refuseField('/top_logprobs', 'may be set only with logprobs: true');
  }
}

function toOutput(format: ChatCompletionRequest['response_format']): OutputForm | undefined {
  if (!format || format.type === 'text') return undefined;
  const schema = format.type === 'json_schema' ? format.json_schema.schema : undefined;
  return { type: 'json-schema', schema: schema ?? { type: 'object' } };
}

function toToolSettings(body: ChatCompletionRequest): ToolSettings | undefined {
  const { tools, tool_choice: choice, parallel_tool_calls: parallel } = body;
  if (!tools || tools.length === 0) {
    const isOpen = !choice || choice === 'none' || choice === 'auto';
    if (isOpen) return undefined;
    throw refuseField('/tool_choice', 'may be set only with tools');
  }
  const functions = tools.map(({ function: { name, description, parameters, strict } }) => ({
    name,
    ...(typeof description === 'string' && { description }),
    ...(parameters && { parameters }),
    ...(typeof strict === 'boolean' && { strict }),
  }));
  const named = typeof choice === 'object' && choice ? choice.function.name : undefined;
  if (named !== undefined && !functions.some(({ name }) => name === named)) {
    throw refuseField('/tool_choice', 'names a function that is not in tools');
  }
  return {
    functions,
    choice:
      typeof choice === 'string' ? choice : named === undefined ? 'auto' : { function: named },
    ...(typeof parallel === 'boolean' && { parallel }),
  };
}
