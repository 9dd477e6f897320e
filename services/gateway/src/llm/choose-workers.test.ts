import { describe, expect, it } from '@jest/globals';
import { chooseWorkers, type WorkerState } from './choose-workers.js';

const names = ['http://a:1', 'http://b:1', 'http://c:1'];
const workersOf = (...loads: number[]): WorkerState[] =>
  loads.map((load, index) => ({ name: names[index] ?? '', load, isDown: false }));
const idle = workersOf(0, 0, 0);
const keys = Array.from({ length: 300 }, (_, index) => `conversation ${index}`);
const homeOf = (key: string, workers: readonly WorkerState[]) =>
  chooseWorkers(workers, { key, spread: 'r' })[0]?.name ?? '';
const orderOf = (workers: readonly WorkerState[], key?: string) =>
  chooseWorkers(workers, { key, spread: 'r' }).map(({ name }) => names.indexOf(name));

describe('chooseWorkers', () => {
  it('keeps a conversation with one worker, and spreads them evenly', () => {
    const homes = keys.map((key) => homeOf(key, idle));
    expect(keys.map((key) => homeOf(key, [...idle].reverse()))).toEqual(homes);
    for (const name of names) {
      const count = homes.filter((home) => home === name).length;
      expect(count).toBeGreaterThan(70);
    }
  });

  it('moves only the conversations of the worker that goes', () => {
    const fewer = idle.map((worker) => ({ ...worker, isDown: worker.name === names[1] }));
    for (const key of keys) {
      const before = homeOf(key, idle);
      const after = homeOf(key, fewer);
      expect(after).not.toBe(names[1]);
      if (before !== names[1]) expect(after).toBe(before);
    }
  });

  it('moves a conversation from a worker that is clearly busier', () => {
    const key = keys.find((one) => homeOf(one, idle) === names[0]) ?? '';
    expect(orderOf(workersOf(4, 0, 1), key)[0]).toBe(0);
    expect(orderOf(workersOf(5, 0, 1), key)).toEqual([1, 2, 0]);
    expect(orderOf(workersOf(54, 40, 41), key)[0]).toBe(0);
    expect(orderOf(workersOf(55, 40, 41), key)).toEqual([1, 2, 0]);
  });

  it('asks the least busy of the others next', () => {
    const key = keys.find((one) => homeOf(one, idle) === names[2]) ?? '';
    expect(orderOf(workersOf(3, 2, 1), key)).toEqual([2, 1, 0]);
    expect(orderOf(workersOf(1, 3, 2), key)).toEqual([2, 0, 1]);
  });

  it('takes the least busy without a conversation, and any of those that are equal', () => {
    expect(orderOf(workersOf(3, 1, 2))).toEqual([1, 2, 0]);
    const first = keys.map((spread) => chooseWorkers(idle, { key: undefined, spread })[0]?.name);
    expect(new Set(first)).toEqual(new Set(names));
  });

  it('asks those that are down last', () => {
    const [a, b, c] = workersOf(0, 9, 8);
    const order = orderOf([{ ...a!, isDown: true }, b!, c!]);
    expect(order).toEqual([2, 1, 0]);
    const allDown = idle.map((worker) => ({ ...worker, isDown: true }));
    expect(orderOf(allDown, 'any')).toHaveLength(3);
    expect(chooseWorkers([], { key: 'any', spread: 'r' })).toEqual([]);
  });
});
