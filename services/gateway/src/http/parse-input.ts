import { AppError } from '@atelier/errors';
import type { z } from 'zod';
import { describeIssue } from './describe-issue.js';

/** A request may be wrong in more ways than anybody wants to read. */
const maxFields = 20;

/**
 * What a client sent, as its schema has it.
 *
 * @throws AppError `INVALID_INPUT` that names each field at fault.
 */
export function parseInput<Output>(schema: z.ZodType<Output>, value: unknown): Output;
export function parseInput(schema: z.ZodType | undefined, value: unknown): unknown;
export function parseInput(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  if (first?.path.length === 0 && first.code === 'invalid_type') {
    throw new AppError('INVALID_INPUT', 'The body must be a JSON object. Send one.');
  }
  const all = parsed.error.issues.flatMap((issue) => describeIssue(issue, ''));
  const fields = all.slice(0, maxFields);
  const said = fields.map(({ field, problem }) => `${field} ${problem}`).join('. ');
  throw new AppError('INVALID_INPUT', `${said}.`, { fields });
}
