import { MarkdownBody } from './markdown-body.js';
import { isPlain, maxMarkdownLength } from './settled.js';

interface MessageTextProps {
  readonly text: string;
  /** More of it is to come. */
  readonly open: boolean;
}

/** An answer, with Markdown where there is some. */
export function MessageText({ text, open }: MessageTextProps) {
  if (text.length <= maxMarkdownLength && !isPlain(text)) {
    return <MarkdownBody text={text} open={open} />;
  }
  return (
    <div className="message-plain" dir="auto">
      {text}
    </div>
  );
}
