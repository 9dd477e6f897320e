import { useEffect, useState } from 'react';
import { CopyButton } from '../../design/copy-button.js';
import type { CodePiece } from './highlighter.js';

interface CodeBlockProps {
  readonly code: string;
  readonly language: string | undefined;
  /** It is not written any more, so that it is worth its colours. */
  readonly closed: boolean;
}

const settleMs = 60;

/** A block of code, to be copied; in colours as soon as they are loaded. */
export function CodeBlock({ code, language, closed }: CodeBlockProps) {
  const [pieces, setPieces] = useState<readonly CodePiece[]>();
  useEffect(() => {
    if (!closed || language === undefined) return undefined;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    import('./highlighter.js').then(
      ({ highlight }) => {
        if (left) return;
        // Apart from the other blocks, and not while they scroll by.
        timer = setTimeout(() => {
          setPieces(highlight(code, language));
        }, settleMs);
      },
      () => undefined,
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [closed, code, language]);
  return (
    <div className="code-block">
      <div className="code-block-head">
        <span>{language ?? 'Text'}</span>
        <CopyButton text={code} label="Copy the code" />
      </div>
      <pre
        dir="ltr"
        tabIndex={0}
        aria-label={language === undefined ? 'Code' : `Code: ${language}`}
      >
        <code>{pieces ? <Pieces pieces={pieces} /> : code}</code>
      </pre>
    </div>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly CodePiece[] }) {
  return pieces.map((piece, index) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      // Pieces of a text that stays as it is.
      <span key={index} className={piece.className}>
        <Pieces pieces={piece.children} />
      </span>
    ),
  );
}
