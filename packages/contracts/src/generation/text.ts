import { z } from 'zod';
import { ModelFallback } from '../models/model-choice.js';
import { text } from '../text.js';
import { WireErrorShape } from '../wire-error.js';
import { JsonObject, ToolCall, ToolCallPart, toolLimits, ToolSettings } from './tools.js';

/** One message of a conversation as a model sees it. */
export const ChatMessage = z.strictObject({
  /** `tool` is what a called function gave back. */
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: text(0, 200_000),
  /** Functions that the assistant called with this message. */
  toolCalls: z.array(ToolCall).min(1).max(toolLimits.maxCalls).optional(),
  /** The call that a `tool` message answers. */
  toolCallId: text(1, 256).optional(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** A form that the whole answer has to take. White space between JSON tokens is never written. */
export const OutputForm = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('json-schema'), schema: JsonObject }),
  z.strictObject({ type: z.literal('regex'), pattern: text(1, 10_000) }),
  /** Rules as `name ::= ...`; `root` is the first. */
  z.strictObject({ type: z.literal('grammar'), ebnf: text(1, 50_000) }),
]);
export type OutputForm = z.infer<typeof OutputForm>;

/** What the gateway asks of the llm-worker, and the llm-worker of its engine. */
export const TextRequest = z.strictObject({
  messages: z.array(ChatMessage).min(1).max(1_000),
  /** New tokens at most. */
  maxTokens: z.int().min(1).max(32_768),
  /** 0 is greedy. */
  temperature: z.number().min(0).max(2).default(0.7),
  topP: z.number().gt(0).max(1).default(1),
  /** 0 keeps every token. */
  topK: z.int().min(0).max(1_000).default(0),
  repetitionPenalty: z.number().gt(0).max(2).default(1),
  presencePenalty: z.number().min(-2).max(2).default(0),
  frequencyPenalty: z.number().min(-2).max(2).default(0),
  stop: z.array(text(1, 100)).max(8).default([]),
  /** The same seed and request give the same text, where the engine can. */
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  /** How many tokens to name with their probability at each place; 1 is the chosen one only. */
  logprobs: z.int().min(1).max(20).optional(),
  output: OutputForm.optional(),
  /** Functions that the model may call. */
  tools: ToolSettings.optional(),
  /** `off`: the model is to answer without thinking first. It thinks, and shows it, unless told. */
  reasoning: z.enum(['show', 'off']).optional(),
  /** Tokens of reasoning at most; then it is closed and the answer begins. */
  reasoningMaxTokens: z.int().min(1).max(32_768).optional(),
});
export type TextRequest = z.output<typeof TextRequest>;

/** Tokens read and written. `cachedTokens` counts the part of the prompt that was in the cache. */
export const TokenUsage = z.object({
  promptTokens: z.int().nonnegative(),
  completionTokens: z.int().nonnegative(),
  cachedTokens: z.int().nonnegative(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;

/** Something the engine did differently from what was asked. */
export const EngineWarning = z.object({
  type: z.literal('warning'),
  /** The setting concerned, for instance `topK`. */
  setting: z.string().max(64),
  message: z.string().max(500),
});

/** How likely a token was; `logprob` is the natural logarithm. */
export const TokenLogprob = z.object({ token: z.string(), logprob: z.number().max(0) });
export type TokenLogprob = z.infer<typeof TokenLogprob>;

/** A piece of an answer. A stream of them ends with exactly one `finish`. */
export const TextPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reasoning-delta'), text: z.string() }),
  z.object({
    type: z.literal('text-delta'),
    text: z.string(),
    /** Tokens chosen since the delta before, when asked for. */
    logprobs: z.array(TokenLogprob).optional(),
  }),
  EngineWarning,
  z.object({
    type: z.literal('finish'),
    reason: z.enum(['stop', 'length', 'cancelled']),
    usage: TokenUsage,
  }),
  ToolCallPart,
]);
export type TextPart = z.infer<typeof TextPart>;

/** What an engine says of itself. */
export const EngineInfo = z.object({
  /** Driver name, for instance `mock` or `openvino`. */
  engine: z.string().max(64),
  /** Model id, for instance `starter-chat`. */
  model: z.string().max(200),
  /** Of the files that the model consists of, in hex; the same files give the same one. */
  modelHash: z
    .string()
    .regex(/^[0-9a-f]{16,64}$/)
    .optional(),
  /** True when everything the model needs lies on this machine. */
  modelCached: z.boolean(),
  /** Where it computes, for instance `CPU`. */
  device: z.string().max(64).optional(),
  /** Of the weights, for instance `int8`. */
  precision: z.string().max(32).optional(),
  engineVersion: z.string().max(100).optional(),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

/** What a text engine says of itself. */
export const TextEngineInfo = EngineInfo.extend({
  /** Tokens of prompt and answer together that the model can take, where that is known. */
  contextTokens: z.int().positive().optional(),
});
export type TextEngineInfo = z.infer<typeof TextEngineInfo>;

/** A request's place in the waiting room. */
export const WaitingPlace = z.object({
  type: z.literal('waiting'),
  /** Requests up to and with this one that are served next: 1 is the next. */
  place: z.int().min(1),
  /** About how long it will still wait, in milliseconds. */
  estimateMs: z.int().nonnegative().optional(),
});
export type WaitingPlace = z.infer<typeof WaitingPlace>;

/**
 * A line of the llm-worker's reply: places while it waits, who answers, then parts, or the error that
 * ended the stream.
 */
export const TextStreamLine = z.discriminatedUnion('type', [
  WaitingPlace,
  z.object({ type: z.literal('start'), info: TextEngineInfo }),
  ...TextPart.options,
  z.object({ type: z.literal('error'), error: WireErrorShape }),
]);
export type TextStreamLine = z.infer<typeof TextStreamLine>;

/** The llm-worker's `GET /health`. */
export const LlmWorkerHealth = TextEngineInfo.extend({
  status: z.enum(['ok', 'loading', 'down']),
  /** Sequences being generated now. */
  running: z.int().nonnegative(),
  /** Requests in the waiting room. */
  waiting: z.int().nonnegative(),
  fallback: ModelFallback.optional(),
});
export type LlmWorkerHealth = z.infer<typeof LlmWorkerHealth>;
