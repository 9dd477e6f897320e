import { memo, type ReactNode } from 'react';
import { useDrawingTurn } from '../../app/drawing/use-drawing-turn.js';
import { CopyButton } from '../../design/copy-button.js';
import type { CodePiece } from './tree.js';

interface CodeBlockProps {
  readonly code: string;
  readonly language: string | undefined;
  /** In colours, where they are known. */
  readonly pieces: readonly CodePiece[] | undefined;
}

/** A block of code, to be copied. */
export const CodeBlock = memo(
  function CodeBlock({ code, language, pieces }: CodeBlockProps) {
    const mayColour = useDrawingTurn();
    return (
      <div className="code-block">
        <div className="code-block-head">
          <span>{language ?? 'Text'}</span>
          <CopyButton text={code} label="Copy the code" />
        </div>
        <pre
          dir="ltr"
          tabIndex={0}
          role="group"
          aria-label={language === undefined ? 'Code' : `Code: ${language}`}
        >
          <code>{pieces && mayColour ? toSpans(pieces) : code}</code>
        </pre>
      </div>
    );
  },
  // The same code has the same colours.
  (before, after) =>
    before.code === after.code &&
    before.language === after.language &&
    (before.pieces === undefined) === (after.pieces === undefined),
);

function toSpans(pieces: readonly CodePiece[]): ReactNode {
  return pieces.map((piece, index) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      <span key={index} className={piece.className}>
        {toSpans(piece.children)}
      </span>
    ),
  );
}
