import { createContext, use, useEffect, useState } from 'react';
import type { MarkdownTree } from './tree.js';
import type { Trees } from './trees.js';

/** Carries the texts that were read. */
export const TreesContext = createContext<Trees | undefined>(undefined);

/**
 * The tree of a text; undefined until it was read, or where it can't be. Of a text that grows, the
 * tree of what was there before stands until the next one is there.
 */
export function useTree(text: string, open: boolean): MarkdownTree | undefined {
  const trees = use(TreesContext);
  if (!trees) throw new Error('no TreesContext above this component');
  const [last, setLast] = useState<Last>();
  const known = open ? undefined : trees.peek(text);
  const isThere = known !== undefined || (last?.text === text && last.open === open);
  useEffect(() => {
    if (isThere) return undefined;
    return trees.ask({ text, open }, (tree) => {
      setLast({ text, open, tree });
    });
  }, [trees, isThere, text, open]);
  if (known !== undefined) return known === 'plain' ? undefined : known;
  return last?.tree;
}

interface Last {
  readonly text: string;
  readonly open: boolean;
  readonly tree: MarkdownTree | undefined;
}
