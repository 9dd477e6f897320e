import { describe, expect, it } from '@jest/globals';
import { createDrawingTurns } from './drawing-turns.js';

/** Turns whose tasks the test runs. */
function setUp() {
  const tasks: (() => void)[] = [];
  const drawn: string[] = [];
  const turns = createDrawingTurns((run) => tasks.push(run));
  return {
    drawn,
    tasks,
    wait: (name: string) => turns.wait(() => drawn.push(name)),
    runTask: () => tasks.shift()?.(),
  };
}

describe('drawing turns', () => {
  it('come one per task, in order', () => {
    const { drawn, tasks, wait, runTask } = setUp();
    for (const name of ['a', 'b', 'c']) wait(name);
    expect([drawn, tasks.length]).toEqual([[], 1]);
    runTask();
    expect([drawn, tasks.length]).toEqual([['a'], 1]);
    runTask();
    runTask();
    expect([drawn, tasks.length]).toEqual([['a', 'b', 'c'], 0]);
    wait('d');
    runTask();
    expect(drawn).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are given up by those who leave', () => {
    const { drawn, tasks, wait, runTask } = setUp();
    wait('a')();
    wait('b');
    runTask();
    const leave = wait('c');
    leave();
    runTask();
    expect([drawn, tasks.length]).toEqual([['b'], 0]);
  });
});
