import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';
import { toStatusError } from './status-error.js';

const asked = { url: new URL('http://chat.example:8000/v1/chat/completions'), model: 'qwen' };
const errorFor = (status: number, body = '', s?: string) =>
  toStatusError({ status, body, retryAfter: { ms: undefined, s } }, asked);

describe('toStatusError', () => {
  it.each([
    [429, 'ENGINE_BUSY', true],
    [503, 'ENGINE_BUSY', true],
    [529, 'ENGINE_BUSY', true],
    [502, 'ENGINE_LOST', true],
    [504, 'ENGINE_LOST', true],
    [500, 'ENGINE_FAILED', true],
    [408, 'ENGINE_FAILED', true],
    [400, 'ENGINE_FAILED', false],
    [401, 'ENGINE_FAILED', false],
    [402, 'ENGINE_FAILED', false],
    [404, 'ENGINE_FAILED', false],
    [307, 'ENGINE_FAILED', false],
  ] as const)('says what %d means', (status, code, retryable) => {
    expect(errorFor(status)).toMatchObject({ code, retryable });
  });

  it('says what to set', () => {
    expect(errorFor(401).message).toBe(
      'The chat server at http://chat.example:8000 refuses the API key: set the right one.',
    );
    expect(errorFor(404).message).toContain('no model "qwen"');
    expect(errorFor(404).message).toContain('base URL');
    expect(errorFor(301).message).toContain('set the base URL that it moved to');
  });

  it('passes on how long to wait', () => {
    expect(errorFor(429, '', '7').retryAfterMs).toBe(7_000);
    expect(errorFor(429).retryAfterMs).toBeUndefined();
  });

  it('takes an empty account for what it is, not for a crowd', () => {
    const body = JSON.stringify({ error: { message: 'x', code: 'insufficient_quota' } });
    expect(errorFor(429, body)).toMatchObject({ code: 'ENGINE_FAILED', retryable: false });
  });

  it('knows a conversation that is too long, in the words of each server', () => {
    const errors = [
      { message: 'x', code: 'context_length_exceeded' },
      { message: 'x', code: 400, type: 'exceed_context_size_error' },
      { message: "This model's maximum context length is 4096 tokens.", code: 400 },
      { message: 'Number of prompt tokens: 9 exceeds model context length: 8', code: 400 },
    ];
    for (const error of errors) {
      expect(errorFor(400, JSON.stringify({ error }))).toMatchObject({
        code: 'CONTEXT_TOO_LONG',
        retryable: false,
      });
    }
    expect(errorFor(400, '{"error":{"message":"context is everything"}}').code).toBe(
      'ENGINE_FAILED',
    );
  });

  it("keeps the server's words for the log", () => {
    const bodies = [
      '{"error":{"message":"too long","code":400}}',
      '{"error":"too long"}',
      '{"object":"error","message":"too long","code":400}',
      'too long',
    ];
    for (const body of bodies) {
      const error = errorFor(400, body);
      expect(error.message).not.toContain('too long:');
      expect(String(error.cause)).toContain('said: too long');
    }
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [{ ms: '250', s: '9' }, 250],
    [{ ms: undefined, s: '1.5' }, 1_500],
    [{ ms: undefined, s: 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ ms: undefined, s: 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ ms: undefined, s: '86400' }, 600_000],
    [{ ms: undefined, s: 'soon' }, undefined],
    [{ ms: undefined, s: undefined }, undefined],
  ])('%j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
