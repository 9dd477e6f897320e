import { describe, expect, it } from '@jest/globals';
import { forgetTab } from './session.js';

describe('what a tab remembers', () => {
  it('does not matter in a browser that forbids storage', () => {
    expect(() => {
      forgetTab(() => {
        throw new Error('SecurityError');
      });
    }).not.toThrow();
  });

  it('is forgotten with everything else of this page, and nothing of others', () => {
    const values = new Map([
      ['atelier.turns', '1'],
      ['atelier.draft', '2'],
      ['other', '3'],
    ]);
    const storage = {
      get length() {
        return values.size;
      },
      key: (at: number) => [...values.keys()][at] ?? null,
      removeItem: (key: string) => void values.delete(key),
    };
    forgetTab(() => storage);
    expect([...values.keys()]).toEqual(['other']);
  });
});
