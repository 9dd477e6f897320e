import { lazy, Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { isPlain, maxMarkdownLength } from './settled.js';

const MarkdownBody = lazy(() => import('./markdown-body.js'));

interface MessageTextProps {
  readonly text: string;
  /** More of it is to come. */
  readonly open: boolean;
}

/** An answer as Markdown; as plain words until that is loaded, or where it can't be. */
export function MessageText({ text, open }: MessageTextProps) {
  const plain = (
    <div className="message-plain" dir="auto">
      {text}
    </div>
  );
  if (text.length > maxMarkdownLength || isPlain(text)) return plain;
  return (
    <ErrorBoundary fallback={plain}>
      <Suspense fallback={plain}>
        <MarkdownBody text={text} open={open} />
      </Suspense>
    </ErrorBoundary>
  );
}
