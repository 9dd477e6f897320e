import { describe, expect, it } from '@jest/globals';
import { sizeText } from './size-text.js';

describe('sizeText', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [123_456, '123 kB'],
    [999_600, '1.0 MB'],
    [1_080_000_000, '1.1 GB'],
    [2 ** 60, '1153 PB'],
  ])('%p is %p', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
