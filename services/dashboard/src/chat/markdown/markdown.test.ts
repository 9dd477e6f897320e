import { describe, expect, it } from '@jest/globals';
import { safeLink } from './safe-link.js';
import { isPlain, toPieces } from './settled.js';

describe('safeLink', () => {
  it.each([
    ['https://example.org/a?b#c', 'https://example.org/a?b#c'],
    ['http://example.org', 'http://example.org/'],
    ['mailto:me@example.org', 'mailto:me@example.org'],
  ])('lets %s pass', (address, link) => {
    expect(safeLink(address)).toBe(link);
  });

  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>1</script>',
    'blob:http://here/1',
    'file:///etc/passwd',
    '//example.org',
    '/api/v1/images/1',
    '#top',
    '',
    undefined,
  ])('stops %p', (address) => {
    expect(safeLink(address)).toBeUndefined();
  });
});

describe('toPieces', () => {
  const settled = (text: string) => toPieces(text, 0).slice(0, -1).join('');

  it('takes whole paragraphs', () => {
    expect(settled('One\ntwo')).toBe('');
    expect(settled('One\n\nTwo')).toBe('One\n\n');
    expect(settled('One\n\nTwo\n\nThr')).toBe('One\n\nTwo\n\n');
  });

  it('takes a code block once it is closed', () => {
    expect(settled('```ts\na\n\nb\n')).toBe('');
    expect(settled('```ts\na\n\nb\n```\nNow')).toBe('```ts\na\n\nb\n```\n');
    expect(settled('````\n```\n\n```\n````\nx')).toBe('````\n```\n\n```\n````\n');
    expect(settled('```\na\n~~~\n\nb')).toBe('');
  });

  it('does not tear a list', () => {
    expect(settled('1. a\n\n2. b')).toBe('');
    expect(settled('- a\n\n  more')).toBe('');
  });

  it('makes no small pieces', () => {
    const paragraph = `${'word '.repeat(100).trim()}\n\n`;
    const pieces = toPieces(paragraph.repeat(10));
    expect(pieces.map(({ length }) => length)).toEqual([1_503, 1_503, 1_503, 501]);
    expect(toPieces(paragraph)).toEqual([paragraph]);
  });

  it('keeps its pieces while a text grows, and loses nothing', () => {
    const text = Array.from({ length: 60 }, (_, n) => `Paragraph ${n}, ${'word '.repeat(n)}`).join(
      '\n\n',
    );
    const whole = toPieces(text);
    expect(whole.length).toBeGreaterThan(3);
    for (let length = 0; length <= text.length; length += 97) {
      const pieces = toPieces(text.slice(0, length));
      expect(pieces.join('')).toBe(text.slice(0, length));
      expect(pieces.slice(0, -1)).toEqual(whole.slice(0, pieces.length - 1));
    }
  });

  it('does not part a text from its definitions', () => {
    const text = `See [it][1].\n\n${'word '.repeat(1_000)}\n\n[1]: https://example.org`;
    expect(toPieces(text)).toEqual([text]);
  });
});

describe('isPlain', () => {
  it.each(['Hello, you!', 'It costs 3 - 4 (or 5).', 'مرحبا'])('%p is', (text) => {
    expect(isPlain(text)).toBe(true);
  });

  it.each([
    'a *b*',
    '- a',
    '1. a',
    'see https://a.org',
    '&lt;',
    'a\nb',
    '# a',
    '    code',
    'a@b.c',
  ])('%p is not', (text) => {
    expect(isPlain(text)).toBe(false);
  });
});
