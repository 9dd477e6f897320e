import { toTree } from './to-tree.js';
import type { MarkdownTree, TreeQuestion } from './tree.js';

/** What the worker says of a question: the tree, or that it could not read the text. */
export type TreeReply = { readonly tree: MarkdownTree } | { readonly failed: true };

const fence = /(?:^|\n)[ >\t]*(?:`{3}|~{3})\s*\w/;

/** Reads texts beside the page, so that a long one holds nothing up. */
self.onmessage = ({ data }: MessageEvent<TreeQuestion>) => {
  answer(data)
    .then((tree) => {
      self.postMessage({ tree } satisfies TreeReply);
    })
    .catch(() => {
      self.postMessage({ failed: true } satisfies TreeReply);
    });
};

async function answer(question: TreeQuestion): Promise<MarkdownTree> {
  if (!fence.test(question.text)) return toTree(question);
  // Without its colours, code can still be read.
  const highlighter = await import('./highlighter.js').catch(() => undefined);
  return toTree(question, highlighter?.highlight);
}
