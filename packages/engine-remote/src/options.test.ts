import { describe, expect, it } from '@jest/globals';
import { checkApiKey, toCompletionsUrl } from './options.js';

describe('toCompletionsUrl', () => {
  it.each([
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1/chat/completions'],
    ['http://127.0.0.1:8080/v1//', 'http://127.0.0.1:8080/v1/chat/completions'],
    ['https://chat.example', 'https://chat.example/chat/completions'],
  ])('%s', (base, url) => {
    expect(toCompletionsUrl(base).href).toBe(url);
  });

  it.each([
    '',
    'localhost:8080/v1',
    'file:///etc/passwd',
    'http://me:secret@host/v1',
    'http://h/?a',
  ])('refuses %j, without repeating it', (base) => {
    expect(() => toCompletionsUrl(base)).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIG',
        message: expect.not.stringContaining('secret'),
      }),
    );
  });
});

describe('checkApiKey', () => {
  it('takes keys and their absence, and refuses what fits no header', () => {
    for (const key of [undefined, 'sk-1_.~+/=']) checkApiKey(key);
    for (const key of ['', 'a b', 'secret\n', 'schlüssel']) {
      expect(() => {
        checkApiKey(key);
      }).toThrow(
        expect.objectContaining({
          code: 'INVALID_CONFIG',
          message: expect.not.stringContaining('secret'),
        }),
      );
    }
  });
});
