import { describe, expect, it } from '@jest/globals';
import { highlight } from './highlighter.js';
import { toTree, type Highlight } from './to-tree.js';

const closed = (text: string, colours?: Highlight) => toTree({ text, open: false }, colours);
const p = (...children: unknown[]) => ({ kind: 'plain', tag: 'p', children });

describe('toTree', () => {
  it('reads words, links and marks', () => {
    expect(closed('a **b** `c` ~~d~~ [e](https://x.org)\nf')).toEqual([
      p(
        'a ',
        { kind: 'plain', tag: 'strong', children: ['b'] },
        ' ',
        { kind: 'plain', tag: 'code', children: ['c'] },
        ' ',
        { kind: 'plain', tag: 'del', children: ['d'] },
        ' ',
        { kind: 'link', address: 'https://x.org', children: ['e'] },
        '\nf',
      ),
    ]);
  });

  it('shows HTML as it was written', () => {
    expect(closed('<script>alert(1)</script>\n\nan <img src=x onerror=alert(1)>')).toEqual([
      '<script>alert(1)</script>',
      p('an ', '<img src=x onerror=alert(1)>'),
    ]);
  });

  it('makes links of pictures, and leaves addresses to who shows them', () => {
    expect(closed('![a](https://x.org/a.png) ![](javascript:b)')).toEqual([
      p({ kind: 'link', address: 'https://x.org/a.png', children: ['a'] }, ' ', {
        kind: 'link',
        address: 'javascript:b',
        children: ['Picture'],
      }),
    ]);
  });

  it('reads lists of things to do, headings and tables', () => {
    expect(closed('3. a')).toMatchObject([{ tag: 'ol', start: 3 }]);
    expect(closed('- [x] a')).toMatchObject([
      {
        tag: 'ul',
        isTasks: true,
        children: [{ children: [{ kind: 'box', isChecked: true }, ' ', 'a'] }],
      },
    ]);
    expect(closed('## a')).toEqual([{ kind: 'heading', children: ['a'] }]);
    expect(closed('|a|\n|-:|\n|b|')).toMatchObject([
      {
        tag: 'table',
        children: [{ tag: 'thead' }, { children: [{ children: [{ align: 'right' }] }] }],
      },
    ]);
  });

  it('reads code, with its colours once it is whole', () => {
    const code = (text: string, open: boolean) => toTree({ text, open }, highlight)[0];
    const text = '```ts\nconst a = 1;\n';
    expect(code(`${text}\`\`\`\n\nb`, true)).toMatchObject({
      kind: 'code-block',
      code: 'const a = 1;',
      language: 'ts',
      pieces: [{ className: 'hljs-keyword', children: ['const'] }, ' a = ', {}, ';'],
    });
    expect(code(text, true)).toMatchObject({ code: 'const a = 1;', pieces: undefined });
    expect(code(text, false)).toHaveProperty('pieces.0');
    expect(code('    plain', false)).toMatchObject({ code: 'plain', language: undefined });
  });

  it('shows what is nested absurdly deep as words', () => {
    const [tree] = closed(`${'> '.repeat(200)}deep`);
    expect(JSON.stringify(tree).split('blockquote').length).toBeLessThan(50);
    expect(JSON.stringify(tree)).toMatch('deep');
  });
});
