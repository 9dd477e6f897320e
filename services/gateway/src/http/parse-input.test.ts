import { describe, expect, it } from '@jest/globals';
import { ChatRequest } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import { parseInput } from './parse-input.js';

function refusal(schema: z.ZodObject, value: unknown): AppError {
  try {
    parseInput(schema, value);
  } catch (error) {
    if (AppError.is(error) && error.code === 'INVALID_INPUT') return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

const good = { user_id: 'ada', message: 'hi' };

describe('parseInput', () => {
  it('gives what the schema makes of it', () => {
    expect(parseInput(ChatRequest, good)).toEqual(good);
    expect(parseInput(undefined, good)).toBeUndefined();
  });

  it.each<[unknown, string, string]>([
    [{ message: 'hi' }, '/user_id', 'is missing'],
    [{ ...good, message: 5 }, '/message', 'must be a string'],
    [{ ...good, message: null }, '/message', 'must be a string'],
    [{ ...good, message: '' }, '/message', 'must have at least 1 character'],
    [{ ...good, message: 'x'.repeat(16_001) }, '/message', 'must have at most 16000 characters'],
    [{ ...good, message: 'a\0b' }, '/message', 'must not contain NUL characters'],
    [{ ...good, message: '\ud800' }, '/message', 'must be well-formed Unicode'],
    [{ ...good, conversation_id: 'nope' }, '/conversation_id', 'must be a UUID'],
    [{ ...good, admin: true }, '/admin', 'is not a known field; remove it'],
    [
      JSON.parse('{"user_id":"a","message":"b","__proto__":{}}'),
      '/__proto__',
      'is not a known field; remove it',
    ],
    [{ ...good, 'a/b~c': 1 }, '/a~1b~0c', 'is not a known field; remove it'],
  ])('refuses %j and names the field', (value, field, problem) => {
    const error = refusal(ChatRequest, value);
    expect(error.fields).toContainEqual({ field, problem });
    expect(error.message).toContain(`${field} ${problem}.`);
  });

  it('points into lists and at choices', () => {
    const shape = z.strictObject({ list: z.array(z.strictObject({ kind: z.enum(['a', 'b']) })) });
    expect(refusal(shape, { list: [{ kind: 'c' }] }).fields).toEqual([
      { field: '/list/0/kind', problem: 'must be one of a, b' },
    ]);
  });

  it.each([[undefined], [null], [5], ['text'], [[]]])(
    'asks for an object instead of %j',
    (value) => {
      expect(refusal(ChatRequest, value).message).toBe('The body must be a JSON object. Send one.');
    },
  );

  it('bounds what it says of a body that is wrong everywhere', () => {
    const value = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, i) => [`${'k'.repeat(5_000)}${i}`, i]),
    );
    const { fields, message } = refusal(ChatRequest, value);
    expect(fields).toHaveLength(20);
    expect(message.length).toBeLessThan(5_000);
  });
});
