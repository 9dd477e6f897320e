import { memo } from 'react';
import { toElements } from './to-elements.js';
import { toPieces } from './settled.js';
import type { MarkdownTree } from './tree.js';
import { useTree } from './trees-context.js';
import './markdown.css';

interface MarkdownBodyProps {
  readonly text: string;
  /** More of it is to come. */
  readonly open: boolean;
}

/** A text with Markdown; as it was written until it is read. */
export function MarkdownBody({ text, open }: MarkdownBodyProps) {
  const pieces = toPieces(text);
  return (
    <div className="markdown" dir="auto">
      {pieces.map((piece, index) => (
        // A text only grows at its end.
        <Piece key={index} text={piece} open={open && index === pieces.length - 1} />
      ))}
    </div>
  );
}

const Piece = memo(function Piece({ text, open }: MarkdownBodyProps) {
  const tree = useTree(text, open);
  if (tree) return <Parts tree={tree} />;
  return <div className="message-plain">{text}</div>;
});

const Parts = memo(function Parts({ tree }: { readonly tree: MarkdownTree }) {
  return toElements(tree);
});
