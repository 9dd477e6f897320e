import type { Reader } from './reader.js';
import type { MarkdownTree, TreeQuestion } from './tree.js';

/** Texts that were read; each is read once, however often it is shown. */
export interface Trees {
  /** What is known of a whole text: its tree, or that it is shown as it is. */
  readonly peek: (text: string) => MarkdownTree | 'plain' | undefined;
  /** Tells the tree once it is there, undefined where there is none. The function it returns takes
   * the question back if its turn has not come. */
  readonly ask: (question: TreeQuestion, tell: Tell) => () => void;
  /** Reads whole texts that will be shown, when nothing else is to be read; the first one first. */
  readonly prepare: (texts: readonly string[]) => void;
  readonly stop: () => void;
}

export type Tell = (tree: MarkdownTree | undefined) => void;

export interface TreesDeps {
  readonly start: () => Reader;
  /** Runs something later, unless it is taken back. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** Of the texts whose trees are kept, together. */
  readonly maxCharacters: number;
}

interface Asked extends TreeQuestion {
  readonly tell?: Tell;
}

/** A text that takes longer is shown as it is. */
const patienceMs = 5_000;

export function createTrees({ start, later, maxCharacters }: TreesDeps): Trees {
  const known = new Map<string, MarkdownTree | 'plain'>();
  let characters = 0;
  let asked: readonly Asked[] = [];
  let ahead: readonly string[] = [];
  let reader: Reader | undefined;
  let isReading = false;

  const keep = (text: string, tree: MarkdownTree | 'plain') => {
    if (!known.has(text)) characters += text.length;
    known.set(text, tree);
    for (const [oldest] of known) {
      if (characters <= maxCharacters || oldest === text) return;
      known.delete(oldest);
      characters -= oldest.length;
    }
  };
  const dropReader = () => {
    reader?.stop();
    reader = undefined;
  };
  const readInTime = async (question: TreeQuestion): Promise<MarkdownTree | 'plain'> => {
    const current = (reader ??= start());
    let takeBack: (() => void) | undefined;
    const late = new Promise<'late'>((resolve) => {
      takeBack = later(() => {
        resolve('late');
      }, patienceMs);
    });
    try {
      const outcome = await Promise.race([current.read(question), late]);
      // What it is still at would hold up everything else.
      if (outcome === 'late' && reader === current) dropReader();
      return outcome === 'late' ? 'plain' : (outcome ?? 'plain');
    } finally {
      takeBack?.();
    }
  };
  const next = (): Asked | undefined => {
    const [first, ...rest] = asked;
    if (first) {
      asked = rest;
      return first;
    }
    const [text, ...others] = ahead;
    ahead = others;
    return text === undefined ? undefined : { text, open: false };
  };
  const run = async () => {
    if (isReading) return;
    isReading = true;
    for (let question = next(); question; question = next()) {
      const { text, open, tell } = question;
      let tree = open ? undefined : known.get(text);
      try {
        tree ??= await readInTime({ text, open });
        if (!open) keep(text, tree);
      } catch {
        // It may be that a file could not be loaded; the next question tries once more.
        dropReader();
        ahead = [];
      }
      tell?.(tree === 'plain' ? undefined : tree);
    }
    isReading = false;
  };

  return {
    peek: (text) => known.get(text),
    ask(question, tell) {
      const mine: Asked = { ...question, tell };
      asked = [...asked, mine];
      void run();
      return () => {
        asked = asked.filter((one) => one !== mine);
      };
    },
    prepare(texts) {
      ahead = texts.filter((text) => !known.has(text));
      void run();
    },
    stop() {
      asked = [];
      ahead = [];
      dropReader();
    },
  };
}
