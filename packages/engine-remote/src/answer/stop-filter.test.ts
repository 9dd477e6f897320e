import { describe, expect, it } from '@jest/globals';
import { createStopFilter } from './stop-filter.js';

function filter(stops: readonly string[], pieces: readonly string[]) {
  const { push, rest, stopped } = createStopFilter(stops);
  const shown = pieces.map(push).join('');
  return { shown: shown + rest(), stopped: stopped() };
}

describe('createStopFilter', () => {
  it.each([
    [['END'], 'one END two', 'one ', true],
    [['END', 'one'], 'one END', '', true],
    [['abab'], 'aabaabab', 'aaba', true],
    [['🐱🐱'], 'x🐱🐱', 'x', true],
    [['END'], 'one EN', 'one EN', false],
    [[], 'one', 'one', false],
  ] as const)('%j in %j', (stops, text, shown, stopped) => {
    expect(filter(stops, [text])).toEqual({ shown, stopped });
    for (let at = 1; at < text.length; at += 1) {
      expect(filter(stops, [text.slice(0, at), text.slice(at)])).toEqual({ shown, stopped });
    }
  });
});
