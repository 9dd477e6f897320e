import { memo, type ComponentProps, type ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './code-block.js';
import { safeLink } from './safe-link.js';
import { settledLength } from './settled.js';
import './markdown.css';

interface MarkdownBodyProps {
  readonly text: string;
  /** More of it is to come. */
  readonly open: boolean;
}

/** A text with Markdown. HTML in it is shown as words, and nothing is loaded from elsewhere. */
export default function MarkdownBody({ text, open }: MarkdownBodyProps) {
  const cut = open ? settledLength(text) : text.length;
  return (
    <div className="markdown" dir="auto">
      {cut > 0 && <Piece text={text.slice(0, cut)} components={closedParts} />}
      {cut < text.length && <Piece text={text.slice(cut)} components={openParts} />}
    </div>
  );
}

const plugins = [remarkGfm];

interface PieceProps {
  readonly text: string;
  readonly components: Components;
}

const Piece = memo(function Piece({ text, components }: PieceProps) {
  return (
    <Markdown remarkPlugins={plugins} components={components} urlTransform={(url) => url}>
      {text}
    </Markdown>
  );
});

const parts: Components = {
  a: ({ href, children }) => <SafeLink address={href}>{children}</SafeLink>,
  img: ({ src, alt }) => (
    <SafeLink address={typeof src === 'string' ? src : undefined}>
      {alt === undefined || alt === '' ? 'Picture' : alt}
    </SafeLink>
  ),
  table: ({ children }) => (
    <div className="markdown-table" tabIndex={0} role="region" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => (
    <span role="img" aria-label={checked === true ? 'done' : 'open'}>
      {checked === true ? '☑' : '☐'}
    </span>
  ),
  // A message does not make headings of the page.
  h1: ({ children }) => <p className="markdown-heading">{children}</p>,
  h2: ({ children }) => <p className="markdown-heading">{children}</p>,
  h3: ({ children }) => <p className="markdown-heading">{children}</p>,
  h4: ({ children }) => <p className="markdown-heading">{children}</p>,
  h5: ({ children }) => <p className="markdown-heading">{children}</p>,
  h6: ({ children }) => <p className="markdown-heading">{children}</p>,
};
const closedParts: Components = {
  ...parts,
  pre: ({ children }) => <Code closed>{children}</Code>,
};
const openParts: Components = {
  ...parts,
  pre: ({ children }) => <Code closed={false}>{children}</Code>,
};

/** The block inside a `pre`: its text, and the language that it names. */
function Code({ closed, children }: { readonly closed: boolean; readonly children: ReactNode }) {
  const inner = (children as { props?: ComponentProps<'code'> } | undefined)?.props;
  const language = /(?:^|\s)language-([\w+#.-]{1,30})/.exec(inner?.className ?? '')?.[1];
  const code = typeof inner?.children === 'string' ? inner.children : '';
  return <CodeBlock code={code.replace(/\n$/, '')} language={language} closed={closed} />;
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
