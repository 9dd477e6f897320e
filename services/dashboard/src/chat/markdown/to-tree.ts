import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import {
  plainTags,
  type CodePiece,
  type MarkdownNode,
  type MarkdownTree,
  type PlainTag,
  type TreeQuestion,
} from './tree.js';

/** The code in colours; undefined where they are not known. */
export type Highlight = (code: string, language: string) => readonly CodePiece[] | undefined;

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  // HTML is not read: it comes as it was written, and is shown as words.
  .use(remarkRehype, { allowDangerousHtml: true });

const readTree = (text: string) => processor.runSync(processor.parse(text));
type Root = ReturnType<typeof readTree>;
type HtmlNode = Root['children'][number];
type HtmlElement = Extract<HtmlNode, { type: 'element' }>;

/** In these, a line break between two parts is no part of the text. */
const containers = new Set(['root', 'ul', 'ol', 'blockquote', 'table', 'thead', 'tbody', 'tr']);
const plain: ReadonlySet<string> = new Set(plainTags);
/** What lies deeper is shown as words: nobody writes such a text for people. */
const maxDepth = 40;

/** Reads a text with Markdown. */
export function toTree({ text, open }: TreeQuestion, highlight?: Highlight): MarkdownTree {
  const nodesOf = (
    parent: string,
    children: readonly HtmlNode[],
    depth: number,
  ): readonly MarkdownNode[] =>
    children.flatMap((child): readonly MarkdownNode[] => {
      if (child.type === 'element') {
        return depth < maxDepth ? [elementOf(child, depth)] : [wordsOf(child)];
      }
      if (child.type !== 'text' && child.type !== 'raw') return [];
      return child.value === '\n' && containers.has(parent) ? [] : [child.value];
    });
  const elementOf = (element: HtmlElement, depth: number): MarkdownNode => {
    const { tagName: tag, properties } = element;
    const children = nodesOf(tag, element.children, depth + 1);
    if (tag === 'pre') return codeBlock(element);
    if (tag === 'a') return { kind: 'link', address: textOf(properties['href']), children };
    if (tag === 'img') {
      const words = textOf(properties['alt']) ?? '';
      const address = textOf(properties['src']);
      return { kind: 'link', address, children: [words === '' ? 'Picture' : words] };
    }
    if (tag === 'input') return { kind: 'box', isChecked: properties['checked'] === true };
    if (/^h[1-6]$/.test(tag)) return { kind: 'heading', children };
    if (!plain.has(tag)) return { kind: 'group', children };
    const { align, start } = properties;
    return {
      kind: 'plain',
      tag: tag as PlainTag,
      children,
      ...((align === 'left' || align === 'center' || align === 'right') && { align }),
      ...(typeof start === 'number' && { start }),
      ...(classesOf(element).includes('contains-task-list') && { isTasks: true }),
    };
  };
  const codeBlock = (element: HtmlElement): MarkdownNode => {
    const [inner] = element.children;
    if (inner?.type !== 'element') return { kind: 'group', children: [] };
    const code = wordsOf(inner).replace(/\n$/, '');
    const named = classesOf(inner).find((name) => /^language-[\w+#.-]{1,30}$/.test(name));
    const language = named?.slice('language-'.length);
    const isGrowing = open && element.position?.end.offset === text.length;
    const pieces = language === undefined || isGrowing ? undefined : highlight?.(code, language);
    return { kind: 'code-block', code, language, pieces };
  };
  return nodesOf('root', readTree(text).children, 0);
}

/** All words inside. */
function wordsOf(element: HtmlElement): string {
  const words: string[] = [];
  const left: HtmlNode[] = [element];
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.type === 'element') left.push(...node.children.toReversed());
    else if (node.type === 'text' || node.type === 'raw') words.push(node.value);
  }
  return words.join('');
}

function classesOf({ properties }: HtmlElement): readonly string[] {
  const { className } = properties;
  return Array.isArray(className) ? className.map(String) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
