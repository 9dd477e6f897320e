import { describe, expect, it } from '@jest/globals';
import { checkListing, isKey } from './blob-key.js';

describe('keys', () => {
  it.each(['a', 'jobs/0192-ab_C/0.png', 'a..b', '-', '_', `${'a'.repeat(255)}/${'b'.repeat(255)}`])(
    'may be %j',
    (key) => {
      expect(isKey(key)).toBe(true);
    },
  );

  it.each(['', 'a/', '/a', 'a//b', '..', 'a/../b', '.a', 'a b', 'a\n', 'é', 'a'.repeat(256)])(
    'may not be %j',
    (key) => {
      expect(isKey(key)).toBe(false);
    },
  );

  it('may start with a part of a segment, or with nothing', () => {
    for (const prefix of ['', 'a', 'a/', 'a/b']) {
      expect(() => {
        checkListing(prefix, { limit: 1 });
      }).not.toThrow();
    }
  });
});
