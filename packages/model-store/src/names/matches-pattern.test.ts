import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from './matches-pattern.js';

describe('matchesPattern', () => {
  it.each([
    ['config.json', '*.json', true],
    ['config.json', 'config.json', true],
    ['config.json', '*', true],
    ['config.json', '*.xml', false],
    ['unet/config.json', '*.json', false],
    ['unet/config.json', '*/*.json', true],
    ['unet/config.json', 'unet/*', true],
    ['unet/a/config.json', '*/*.json', false],
    ['config.json.exe', '*.json', false],
    ['aXbXc', 'a*b*c', true],
    ['abab', '*ab', true],
    ['a/ab', '*ab', false],
    ['', '*', true],
    ['', 'a', false],
    ['a.json', '*.jso?', false],
    ['a.json', '.*', false],
    ['x[1].json', 'x[1].json', true],
  ])('%j fits %j: %p', (path, pattern, fits) => {
    expect(matchesPattern(path, pattern)).toBe(fits);
  });

  it('is quick where a naive one is not', () => {
    const path = 'a'.repeat(5_000);
    expect(matchesPattern(path, `${'*a'.repeat(100)}b`)).toBe(false);
  });
});
