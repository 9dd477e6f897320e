import type { FieldProblem } from '@atelier/errors';
import type { z } from 'zod';

const maxNameLength = 100;

/** What a zod issue says about which field, as JSON pointers below `root`. */
export function describeIssue(issue: z.core.$ZodIssue, root: string): FieldProblem[] {
  const field = root + issue.path.map((part) => pointerPart(String(part))).join('');
  if (issue.code !== 'unrecognized_keys') return [{ field, problem: problemOf(issue) }];
  return issue.keys.map((key) => ({
    field: field + pointerPart(key),
    problem: 'is not a known field; remove it',
  }));
}

function pointerPart(name: string): string {
  return `/${name.slice(0, maxNameLength).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function problemOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${withArticle(issue.expected)}`;
    case 'too_small':
      return `must have at least ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must have at most ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be a UUID' : `must be ${withArticle(issue.format)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'custom':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return issue.message;
  }
}

function withArticle(name: string): string {
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function amount(count: number | bigint, origin: string): string {
  if (origin !== 'string') return String(count);
  return `${count} character${Number(count) === 1 ? '' : 's'}`;
}
