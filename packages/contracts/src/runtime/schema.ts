import { z } from 'zod';
import { RuntimeCommand } from './command.js';
import { RuntimeEvent } from './event.js';
import { runtimeLimits } from './limits.js';

type JsonSchema = Record<string, unknown>;

/**
 * JSON Schemas of both directions, for the runtime's side. Bytes, which JSON lacks, take anything
 * there; the runtime checks their type and length where it uses them.
 */
export function runtimeSchema(): JsonSchema {
  return {
    protocol: runtimeLimits.protocol,
    maxFrameBytes: runtimeLimits.maxFrameBytes,
    heartbeatMs: runtimeLimits.heartbeatMs,
    command: toSchema(RuntimeCommand),
    event: toSchema(RuntimeEvent),
  };
}

function toSchema(type: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    target: 'draft-7',
    io: 'output',
    unrepresentable: 'any',
  });
  return schema;
}
