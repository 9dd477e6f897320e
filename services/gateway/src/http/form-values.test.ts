import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { toFieldValue } from './form-values.js';

describe('a field of a form', () => {
  it.each([
    ['a string', z.string(), '20', '20'],
    ['an optional string', z.string().max(5).optional(), 'true', 'true'],
    ['an enum', z.enum(['edit']).default('edit'), 'edit', 'edit'],
    ['a union with text', z.union([z.string(), z.array(z.string())]).nullish(), '["a"]', '["a"]'],
    ['a number', z.int().optional(), '20', 20],
    ['a fraction', z.number(), '7.5', 7.5],
    ['a boolean', z.boolean().default(true), 'false', false],
    ['literal numbers', z.literal([2, 4]), '4', 4],
    ['literal text', z.literal('4'), '4', '4'],
    ['an object', z.object({ a: z.int() }).partial(), '{"a":1}', { a: 1 }],
    [
      'parts of an object',
      z.object({ a: z.int(), b: z.string() }),
      { a: '1', b: '1' },
      { a: 1, b: '1' },
    ],
    ['a list', z.array(z.int()), ['1', '2'], [1, 2]],
    ['a list in JSON', z.array(z.int()), '[1,2]', [1, 2]],
    ['what is no JSON', z.int(), 'many', 'many'],
    ['nothing for a number', z.int().optional(), '', undefined],
    ['nothing for text', z.string().optional(), '', ''],
    ['something unknown', undefined, 'x', 'x'],
    ['something unknown with parts', undefined, { a: '1' }, { a: 1 }],
  ])('for %s', (_name, schema, sent, value) => {
    expect(toFieldValue(schema, sent)).toEqual(value);
  });
});
