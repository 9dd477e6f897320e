import { describe, expect, it } from '@jest/globals';
import { safeLink } from './safe-link.js';
import { isPlain, settledLength } from './settled.js';

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

describe('settledLength', () => {
  const settled = (text: string) => text.slice(0, settledLength(text));

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
