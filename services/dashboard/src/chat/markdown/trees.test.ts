import { describe, expect, it } from '@jest/globals';
import type { Reader } from './reader.js';
import type { MarkdownTree, TreeQuestion } from './tree.js';
import { createTrees } from './trees.js';

/** Trees over readers whose answers the test gives. */
function setUp({ maxCharacters = 1_000 } = {}) {
  const asked: TreeQuestion[] = [];
  const state = { started: 0, stopped: 0 };
  let answer: (tree: MarkdownTree | undefined) => void = () => undefined;
  let fail: (reason: Error) => void = () => undefined;
  let runLate: () => void = () => undefined;
  const start = (): Reader => {
    state.started += 1;
    return {
      read: (question) => {
        asked.push(question);
        return new Promise((resolve, reject) => {
          answer = resolve;
          fail = reject;
        });
      },
      stop: () => {
        state.stopped += 1;
        fail(new Error('stopped'));
      },
    };
  };
  const later = (run: () => void) => {
    runLate = run;
    return () => undefined;
  };
  const trees = createTrees({ start, later, maxCharacters });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    trees,
    state,
    texts: () => asked.map(({ text }) => text),
    answer: (tree: MarkdownTree | undefined) => {
      answer(tree);
      return settle();
    },
    fail: () => {
      fail(new Error('broken'));
      return settle();
    },
    late: () => {
      runLate();
      return settle();
    },
    settle,
  };
}

const closed = (text: string) => ({ text, open: false });

describe('trees', () => {
  it('are read once, one after another, and kept', async () => {
    const { trees, texts, answer } = setUp();
    const told: unknown[] = [];
    trees.ask(closed('a'), (tree) => told.push(tree));
    trees.ask(closed('b'), (tree) => told.push(tree));
    trees.ask(closed('a'), (tree) => told.push(tree));
    expect(texts()).toEqual(['a']);
    await answer(['A']);
    await answer(['B']);
    expect(told).toEqual([['A'], ['B'], ['A']]);
    expect([texts(), trees.peek('a')]).toEqual([['a', 'b'], ['A']]);
  });

  it('of what is in sight come before those that are prepared', async () => {
    const { trees, texts, answer } = setUp();
    trees.prepare(['a', 'b', 'c']);
    trees.ask(closed('now'), () => undefined);
    await answer(['A']);
    await answer(['Now']);
    trees.prepare(['a', 'c']);
    await answer(['B']);
    expect([texts(), trees.peek('a')]).toEqual([['a', 'now', 'b', 'c'], ['A']]);
  });

  it('that nobody waits for any more are not read', async () => {
    const { trees, texts, answer } = setUp();
    trees.ask(closed('a'), () => undefined);
    trees.ask(closed('b'), () => undefined)();
    trees.ask(closed('c'), () => undefined);
    await answer([]);
    expect(texts()).toEqual(['a', 'c']);
  });

  it('of texts that still grow are told and not kept', async () => {
    const { trees, answer } = setUp();
    const told: unknown[] = [];
    trees.ask({ text: 'a', open: true }, (tree) => told.push(tree));
    await answer(['A']);
    expect([told, trees.peek('a')]).toEqual([[['A']], undefined]);
  });

  it('that can not be made leave the text as it is', async () => {
    const { trees, answer } = setUp();
    const told: unknown[] = [];
    trees.ask(closed('a'), (tree) => told.push(tree));
    await answer(undefined);
    expect([told, trees.peek('a')]).toEqual([[undefined], 'plain']);
  });

  it('that take too long are given up, and the others are read', async () => {
    const { trees, state, texts, answer, late } = setUp();
    trees.ask(closed('slow'), () => undefined);
    trees.ask(closed('b'), () => undefined);
    await late();
    expect([trees.peek('slow'), state, texts()]).toEqual([
      'plain',
      { started: 2, stopped: 1 },
      ['slow', 'b'],
    ]);
    await answer(['B']);
    expect(trees.peek('b')).toEqual(['B']);
  });

  it('are asked for again after the reader broke', async () => {
    const { trees, state, answer, fail } = setUp();
    const told: unknown[] = [];
    trees.ask(closed('a'), (tree) => told.push(tree));
    await fail();
    expect([told, trees.peek('a')]).toEqual([[undefined], undefined]);
    trees.ask(closed('a'), (tree) => told.push(tree));
    await answer(['A']);
    expect([told[1], state.started]).toEqual([['A'], 2]);
  });

  it('go on after a stop', async () => {
    const { trees, texts, answer, settle } = setUp();
    trees.ask(closed('a'), () => undefined);
    trees.stop();
    await settle();
    expect(trees.peek('a')).toBeUndefined();
    trees.ask(closed('b'), () => undefined);
    await answer(['B']);
    expect([texts(), trees.peek('b')]).toEqual([['a', 'b'], ['B']]);
  });

  it('make room, the oldest first', async () => {
    const { trees, answer } = setUp({ maxCharacters: 5 });
    for (const text of ['aaa', 'bb', 'cc']) {
      trees.ask(closed(text), () => undefined);
      await answer([text]);
    }
    expect(['aaa', 'bb', 'cc'].map((text) => trees.peek(text))).toEqual([
      undefined,
      ['bb'],
      ['cc'],
    ]);
  });
});
