import { use, useEffect } from 'react';
import { isPlain, maxMarkdownLength, toPieces } from '../markdown/settled.js';
import { TreesContext } from '../markdown/trees-context.js';
import type { Row } from './rows.js';

/** Has the texts of messages read before they come into sight, the newest first. */
export function useReadAhead(rows: readonly Row[]): void {
  const trees = use(TreesContext);
  useEffect(() => {
    const texts = rows
      .toReversed()
      .filter(({ role, text }) => role === 'assistant' && text.length <= maxMarkdownLength)
      .flatMap(({ text }) => (isPlain(text) ? [] : toPieces(text)));
    trees?.prepare(texts);
  }, [trees, rows]);
}
