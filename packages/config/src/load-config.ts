import { readFileSync } from 'node:fs';
import { AppError, type FieldProblem } from '@atelier/errors';
import type { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a configuration from environment variables. Keys of the shape are the variables' names; an
 * empty variable counts as missing. `NAME_FILE=/path` gives the content of a file as `NAME`, which
 * is how secrets reach a process without standing in its environment.
 *
 * @throws AppError `INVALID_CONFIG`, naming every variable at fault at once, never its value.
 */
export function loadConfig<Shape extends z.ZodObject>(
  shape: Shape,
  environment: Environment,
): z.output<Shape> {
  const fields: FieldProblem[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(shape.shape)) {
    const value = readVariable(name, environment, fields);
    if (value !== undefined) values[name] = value;
  }
  const parsed = shape.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      fields.push({ field: issue.path.join('.'), problem: describeIssue(issue, values) });
    }
  }
  if (!parsed.success || fields.length > 0) {
    const list = fields.map(({ field, problem }) => `${field} ${problem}`).join('; ');
    throw new AppError('INVALID_CONFIG', `Configuration: ${list}.`, { fields });
  }
  return parsed.data;
}

function describeIssue(issue: z.core.$ZodIssue, values: Readonly<Record<string, string>>): string {
  if (!Object.hasOwn(values, issue.path.join('.'))) return 'is missing';
  return `is wrong (${issue.message})`;
}

function readVariable(
  name: string,
  environment: Environment,
  fields: FieldProblem[],
): string | undefined {
  const direct = environment[name];
  if (direct !== undefined && direct !== '') return direct;
  const path = environment[`${name}_FILE`];
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    fields.push({ field: `${name}_FILE`, problem: 'names a file that can not be read' });
    return undefined;
  }
}
