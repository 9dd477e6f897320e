import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { jsonWithList } from './json-with-list.js';

async function written(head: Record<string, unknown>, items: readonly object[]): Promise<unknown> {
  async function* each() {
    await Promise.resolve();
    yield* items;
  }
  const { body } = jsonWithList(head, { name: 'images', items: each() });
  return JSON.parse(await text(await (body as () => Promise<Readable>)()));
}

describe('jsonWithList', () => {
  it.each([[[]], [[{ a: ']}' }]], [[{ a: 1 }, { b: 'ü "2"' }, {}]]])('writes %j', async (items) => {
    expect(await written({ x: 1, gone: undefined }, items)).toEqual({ x: 1, images: items });
    expect(await written({}, items)).toEqual({ images: items });
  });

  it('holds one item at a time', async () => {
    let asked = 0;
    async function* each() {
      while ((asked += 1) <= 100) yield await Promise.resolve({ image: 'x'.repeat(100_000) });
    }
    const { body } = jsonWithList({}, { name: 'images', items: each() });
    const stream = await (body as () => Promise<Readable>)();
    await new Promise((resolve) => stream.once('readable', resolve));
    expect(asked).toBeLessThan(5);
    stream.destroy();
  });
});
