import { z } from 'zod';
import { EngineWarning, TextPart } from '../generation/text.js';
import { WireErrorShape } from '../wire-error.js';
import { Bytes } from './command.js';

const id = z.int().min(1);
const failed = z.object({ type: z.literal('error'), error: WireErrorShape });
const count = z.int().nonnegative();

// No call of a function: a runtime knows of none.
const [reasoning, delta, warning, finish] = TextPart.options;

/** A piece of an answer, or the error that ended it. */
export const RuntimeTextPart = z.discriminatedUnion('type', [
  reasoning,
  delta,
  warning,
  finish,
  failed,
]);
export type RuntimeTextPart = z.infer<typeof RuntimeTextPart>;

/** A piece of one picture. It ends with `finish` or `error`. */
export const RuntimeImagePart = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('image-step'),
    step: z.int().min(1),
    steps: z.int().min(1),
    /** A small PNG of how the picture looks by now. */
    preview: Bytes.optional(),
  }),
  z.object({ type: z.literal('image-decoding') }),
  z.object({
    type: z.literal('image'),
    width: z.int().min(1),
    height: z.int().min(1),
    pixels: Bytes,
  }),
  EngineWarning,
  z.object({ type: z.literal('finish'), reason: z.enum(['stop', 'cancelled']) }),
  failed,
]);
export type RuntimeImagePart = z.infer<typeof RuntimeImagePart>;

/** What the runtime found when it had loaded its model. */
export const RuntimeModelInfo = z.object({
  device: z.string().max(64),
  precision: z.string().max(32),
  engineVersion: z.string().max(100),
  /** Prompt and new tokens together, at most; text only. */
  contextTokens: z.int().min(1).optional(),
  /** Kinds of source that it can draw from; images only. */
  sources: z.array(z.string().max(32)).max(8).optional(),
});
export type RuntimeModelInfo = z.infer<typeof RuntimeModelInfo>;

/** Gauges of a text runtime. */
export const RuntimeLoadGauges = z.object({
  running: count,
  /** Share of the key-value cache in use, 0 to 1. */
  cacheUse: z.number().min(0).max(1),
});
export type RuntimeLoadGauges = z.infer<typeof RuntimeLoadGauges>;

/** What a runtime process says to its driver. `hello` comes first, then `loading` until `ready`. */
export const RuntimeEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.int(),
    pid: z.int(),
    /** What keeps it off the network: the kernel, Python's audit hook only, or nothing. */
    network: z.enum(['kernel', 'audit-hook']),
  }),
  z.object({
    type: z.literal('loading'),
    stage: z.enum(['importing', 'compiling', 'warming-up']),
  }),
  z.object({ type: z.literal('ready'), info: RuntimeModelInfo }),
  z.object({ type: z.literal('heartbeat'), gauges: RuntimeLoadGauges.optional() }),
  z.object({
    type: z.literal('text'),
    /** One for each sequence that has something to say after a step. */
    items: z.array(z.object({ id, parts: z.array(RuntimeTextPart).min(1) })),
  }),
  z.object({ type: z.literal('image'), id, part: RuntimeImagePart }),
  /** The process ends after this. */
  z.object({ type: z.literal('fatal'), error: WireErrorShape }),
]);
export type RuntimeEvent = z.infer<typeof RuntimeEvent>;
