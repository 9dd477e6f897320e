import { createElement, type ReactNode } from 'react';
import { CodeBlock } from './code-block.js';
import { safeLink } from './safe-link.js';
import type { MarkdownNode, MarkdownTree } from './tree.js';

/** A text with Markdown as elements. Nothing in it is loaded, and no HTML is made of its words. */
export function toElements(tree: MarkdownTree): ReactNode {
  // They stand where they stand: a tree is never changed.
  return tree.map((node, index) => toElement(node, index));
}

function toElement(node: MarkdownNode, key: number): ReactNode {
  if (typeof node === 'string') return node;
  switch (node.kind) {
    case 'plain':
      return plainElement(node, key);
    case 'heading':
      // A message does not make headings of the page.
      return (
        <p key={key} className="markdown-heading">
          {toElements(node.children)}
        </p>
      );
    case 'group':
      return <div key={key}>{toElements(node.children)}</div>;
    case 'link':
      return (
        <SafeLink key={key} address={node.address}>
          {toElements(node.children)}
        </SafeLink>
      );
    case 'box':
      return (
        <span key={key} role="img" aria-label={node.isChecked ? 'done' : 'open'}>
          {node.isChecked ? '☑' : '☐'}
        </span>
      );
    case 'code-block':
      return <CodeBlock key={key} code={node.code} language={node.language} pieces={node.pieces} />;
  }
}

function plainElement(node: Extract<MarkdownNode, { kind: 'plain' }>, key: number): ReactNode {
  const { tag, children, align, start, isTasks = false } = node;
  if (tag === 'br' || tag === 'hr') return createElement(tag, { key });
  const element = createElement(
    tag,
    {
      key,
      ...(align && { style: { textAlign: align } }),
      ...(start !== undefined && { start }),
      ...(isTasks && { className: 'contains-task-list' }),
    },
    toElements(children),
  );
  if (tag !== 'table') return element;
  return (
    <div key={key} className="markdown-table" tabIndex={0} role="group" aria-label="Table">
      {element}
    </div>
  );
}

interface SafeLinkProps {
  readonly address: string | undefined;
  readonly children: ReactNode;
}

/** A link to elsewhere, which learns nothing of this page; words only where it may not lead. */
function SafeLink({ address, children }: SafeLinkProps) {
  const href = safeLink(address);
  if (href === undefined) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
    </a>
  );
}
