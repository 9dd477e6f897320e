import { describe, expect, it } from '@jest/globals';
import { toSnippet, wordsOf } from './snippet.js';

/** The snippet with the matches in brackets. */
const shown = (text: string, words: string) =>
  toSnippet(text, wordsOf(words))
    .map((part) => (part.match ? `[${part.text}]` : part.text))
    .join('');

describe('toSnippet', () => {
  it('marks whole words, whatever their case', () => {
    expect(shown('A cat, a Cat; concatenate.', 'cat')).toBe('A [cat], a [Cat]; concatenate.');
    expect(shown('Ein FUCHS — füchse', 'füchse fuchs')).toBe('Ein [FUCHS] — [füchse]');
  });

  it('keeps the text as it is, tags and private characters too', () => {
    const text = '<b>cat</b> \u{e000}cat\u{e001} & "cat"\n\tend';
    const parts = toSnippet(text, wordsOf('cat'));
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.filter(({ match }) => match)).toHaveLength(3);
  });

  it('shows the place where most of the words are together', () => {
    const text = `cat ${'x '.repeat(500)}a dog and a cat ${'y '.repeat(500)}dog`;
    const snippet = shown(text, 'cat dog');
    expect(snippet).toContain('a [dog] and a [cat] y');
    expect(snippet).toMatch(/^…x .* y…$/);
    expect(snippet.length).toBeLessThan(260);
  });

  it('begins at the beginning when no word is there', () => {
    expect(shown('nothing here', 'cat')).toBe('nothing here');
    expect(shown('word '.repeat(100), 'cat')).toBe(`${'word '.repeat(47)}word…`);
    expect(toSnippet('', wordsOf('cat'))).toEqual([]);
  });

  it('cuts no character in two', () => {
    for (let shift = 0; shift < 2; shift += 1) {
      const text = `${'x'.repeat(shift)}${'🦊'.repeat(300)} cat ${'🦊'.repeat(300)}`;
      const snippet = shown(text, 'cat');
      expect(snippet).toContain(' [cat] ');
      expect(snippet.isWellFormed()).toBe(true);
    }
  });

  it('stays short for a text and a search that repeat themselves', () => {
    const words = wordsOf('a '.repeat(500));
    for (const text of ['a '.repeat(25_000), 'a-'.repeat(25_000), 'a'.repeat(50_000)]) {
      expect(toSnippet(text, words).length).toBeLessThan(300);
    }
  });
});
