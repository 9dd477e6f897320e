import { describe, expect, it } from '@jest/globals';
import { TextRequest } from '@atelier/contracts';
import { formedAnswer, functionCall } from './formed-answer.js';
import { jsonInstance } from './json-instance.js';

const messages = [{ role: 'user' as const, content: 'Weather in Rome?' }];
const ask = (more: object) => TextRequest.parse({ messages, maxTokens: 9, ...more });

describe('jsonInstance', () => {
  it.each([
    [{ type: 'object', properties: { a: { type: 'integer', minimum: 3 } } }, { a: 3 }],
    [{ type: 'string', maxLength: 2 }, 'sa'],
    [{ type: 'string', minLength: 6 }, 'said..'],
    [{ enum: ['red', 'blue'] }, 'red'],
    [{ const: 7 }, 7],
    [{ type: 'array', items: { type: 'boolean' }, minItems: 2 }, [true, true]],
    [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, null],
    [{ type: ['null', 'number'], maximum: -2 }, -2],
    [{ $ref: '#/$defs/x', $defs: { x: { type: 'boolean' } } }, true],
    [{ properties: { a: {}, b: {} }, required: ['b'] }, { b: 'said' }],
    [{ type: 'integer', exclusiveMinimum: 0 }, 1],
    [true, 'said'],
  ])('fits %j', (schema, value) => {
    expect(jsonInstance(schema, 'said')).toEqual(value);
  });

  it('ends where the schema goes round in circles', () => {
    const loop = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
    expect(jsonInstance(loop, 'x')).toBe('x');
    const list: object = {
      type: 'object',
      properties: { next: { $ref: '#' } },
    };
    expect(JSON.stringify(jsonInstance(list, 'x'))).toMatch(/^(\{"next":)+\{\}\}+$/);
  });
});

describe('the mock', () => {
  it('writes JSON where it has to', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    expect(formedAnswer(ask({ output: { type: 'json-schema', schema } }))).toBe(
      '{"city":"Weather in Rome?"}',
    );
    expect(formedAnswer(ask({}))).toBeUndefined();
  });

  it('calls the function that it has to, or that is named', () => {
    const functions = [{ name: 'time' }, { name: 'Weather' }];
    const call = (choice: unknown) => functionCall(ask({ tools: { functions, choice } }))?.name;
    expect(call('auto')).toBe('Weather');
    expect(call('none')).toBeUndefined();
    expect(call({ function: 'time' })).toBe('time');
    const others = ask({
      tools: { functions: [{ name: 'a' }, { name: 'b' }], choice: 'required' },
    });
    expect(functionCall(others)).toEqual({ id: 'call_1', name: 'a', arguments: '{}' });
    const done = { ...others, messages: [...messages, { role: 'tool' as const, content: 'x' }] };
    expect(functionCall(done)).toBeUndefined();
  });
});
