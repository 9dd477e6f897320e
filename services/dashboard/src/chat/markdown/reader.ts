import type { TreeReply } from './markdown-worker.js';
import type { MarkdownTree, TreeQuestion } from './tree.js';

/** Reads one text at a time, elsewhere. */
export interface Reader {
  /** Undefined for a text that it can't read; rejects when the reader itself is broken. */
  readonly read: (question: TreeQuestion) => Promise<MarkdownTree | undefined>;
  readonly stop: () => void;
}

/** A reader that works in a thread of its own. */
export function startReader(): Reader {
  const worker = new Worker(new URL('./markdown-worker.ts', import.meta.url), { type: 'module' });
  let giveUp: (reason: Error) => void = () => undefined;
  return {
    read: (question) =>
      new Promise((resolve, reject) => {
        giveUp = reject;
        worker.onmessage = ({ data }: MessageEvent<TreeReply>) => {
          resolve('tree' in data ? data.tree : undefined);
        };
        worker.onerror = () => {
          reject(new Error('The texts can not be read.'));
        };
        worker.postMessage(question);
      }),
    stop: () => {
      worker.terminate();
      giveUp(new Error('The reader was stopped.'));
    },
  };
}
