import { z } from 'zod';
import { text } from '../text.js';

export const toolLimits = {
  maxFunctions: 128,
  maxCalls: 128,
  /** Of a call's arguments, in UTF-16 units. */
  maxArguments: 200_000,
  /** Of JSON inside JSON: schemas that go to an engine. */
  maxDepth: 64,
} as const;

/** A JSON object of bounded depth: what reads it may be recursive. */
export const JsonObject = z
  .record(z.string(), z.unknown())
  .refine(
    (value) => isShallow(value, toolLimits.maxDepth),
    `must be nested ${toolLimits.maxDepth} deep at most`,
  );

export const FunctionName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ - .');

/** A function that a model may call. */
export const ToolFunction = z.strictObject({
  name: FunctionName,
  description: text(0, 10_000).optional(),
  /** JSON Schema of its arguments. */
  parameters: JsonObject.optional(),
  /** Whether the arguments have to fit the schema exactly. */
  strict: z.boolean().optional(),
});
export type ToolFunction = z.infer<typeof ToolFunction>;

export const ToolSettings = z.strictObject({
  functions: z.array(ToolFunction).min(1).max(toolLimits.maxFunctions),
  /** Whether one has to be called, and which. */
  choice: z.union([
    z.enum(['auto', 'none', 'required']),
    z.strictObject({ function: FunctionName }),
  ]),
  /** False: one call in an answer at most. */
  parallel: z.boolean().optional(),
});
export type ToolSettings = z.infer<typeof ToolSettings>;

/** A call of a function, as a model wrote it. */
export const ToolCall = z.strictObject({
  id: text(1, 256),
  name: text(1, 256),
  /** Meant to be JSON; what a model writes may be none. */
  arguments: text(0, toolLimits.maxArguments),
});
export type ToolCall = z.infer<typeof ToolCall>;

export const ToolCallPart = z.object({ type: z.literal('tool-call'), call: ToolCall });

function isShallow(root: unknown, maxDepth: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; depth < maxDepth; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values<unknown>({ ...value }) : [],
    );
    if (level.length === 0) return true;
  }
  return false;
}
