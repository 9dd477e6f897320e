import { describe, expect, it } from '@jest/globals';
import { createStopFilter } from './stop-filter.js';

describe('createStopFilter', () => {
  it('cuts at the first stop string, however the text arrives', () => {
    for (const size of [1, 2, 3, 5, 20]) {
      const filter = createStopFilter(['<end>', 'END']);
      const pieces = 'ab<e<end>cd END'.match(new RegExp(`.{1,${size}}`, 'gu')) ?? [];
      let shown = '';
      for (const piece of pieces) {
        shown += filter.push(piece);
        if (filter.stopped()) break;
      }
      expect({ size, shown, rest: filter.rest() }).toEqual({ size, shown: 'ab<e', rest: '' });
    }
  });

  it('holds back no more than a possible beginning, and gives it at the end', () => {
    const filter = createStopFilter(['aab']);
    expect(filter.push('xaaa')).toBe('xa');
    expect(filter.rest()).toBe('aa');
    expect(filter.stopped()).toBe(false);
  });
});
