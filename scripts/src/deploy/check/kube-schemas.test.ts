import { describe, expect, it } from '@jest/globals';
import { toStrict } from './kube-schemas.js';

describe('a strict schema', () => {
  it('has no room for unknown fields, at any depth', () => {
    const schema = toStrict({
      type: 'object',
      properties: { items: { type: 'array', items: { properties: { a: { type: 'string' } } } } },
    });
    expect(schema).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        items: {
          type: 'array',
          items: { properties: { a: { type: 'string' } }, additionalProperties: false },
        },
      },
    });
  });

  it('leaves open what is meant to be', () => {
    const map = { type: 'object', additionalProperties: { type: 'string' } };
    expect(toStrict(map)).toEqual(map);
    const open = { properties: {}, 'x-kubernetes-preserve-unknown-fields': true };
    expect(toStrict(open)).toEqual({ properties: {} });
  });

  it('takes a text or a number where Kubernetes does', () => {
    const either = { oneOf: [{ type: 'string' }, { type: 'number' }] };
    expect(toStrict({ type: 'string', format: 'int-or-string' })).toEqual(either);
    expect(toStrict({ 'x-kubernetes-int-or-string': true })).toEqual(either);
    expect(toStrict({ type: 'integer', format: 'int32' })).toEqual({ type: 'integer' });
  });
});
