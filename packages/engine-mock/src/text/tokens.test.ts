import { describe, expect, it } from '@jest/globals';
import { toTokens } from './tokens.js';

describe('toTokens', () => {
  it.each([
    '',
    ' ',
    'a b',
    '  two  spaces \n',
    '🐱'.repeat(40),
    'x'.repeat(100),
    `x${'🐱'.repeat(40)}`,
  ])('cuts %j between characters and loses nothing', (text) => {
    const tokens = toTokens(text);
    expect(tokens.join('')).toBe(text);
    for (const token of tokens) expect(token.isWellFormed()).toBe(true);
  });

  it('takes words with the space before them, and long words in pieces', () => {
    expect(toTokens('one two extraordinarily')).toEqual(['one', ' two', ' extraordina', 'rily']);
  });
});
