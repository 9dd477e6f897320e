import { describe, expect, it } from '@jest/globals';
import type { RuntimePart } from '../supervision/session.js';
import { mergeParts } from './merge-parts.js';
import { createPartQueue } from './part-queue.js';

describe('createPartQueue', () => {
  const text = (value: string): RuntimePart => ({ type: 'text-delta', text: value });

  it('hands parts on in order, waiting for those to come', async () => {
    const queue = createPartQueue<RuntimePart>(() => undefined);
    const first = queue.next();
    queue.push(text('a'));
    queue.push(text('b'));
    expect([await first, await queue.next()]).toEqual([text('a'), text('b')]);
  });

  it('stays short however slow the reader', async () => {
    const queue = createPartQueue(mergeParts);
    for (let time = 0; time < 1_000; time += 1) queue.push(text('x'));
    queue.push({ type: 'reasoning-delta', text: 'r' });
    queue.push({ type: 'reasoning-delta', text: 's' });
    queue.push(text('y'));
    expect(await queue.next()).toEqual(text('x'.repeat(1_000)));
    expect(await queue.next()).toEqual({ type: 'reasoning-delta', text: 'rs' });
    expect(await queue.next()).toEqual(text('y'));
  });

  it('keeps every probability of merged deltas', () => {
    const one = { type: 'text-delta', text: 'a', logprobs: [{ token: 'a', logprob: -1 }] } as const;
    const other = {
      type: 'text-delta',
      text: 'b',
      logprobs: [{ token: 'b', logprob: -2 }],
    } as const;
    expect(
      mergeParts(
        { ...one, logprobs: [...one.logprobs] },
        { ...other, logprobs: [...other.logprobs] },
      ),
    ).toEqual({ type: 'text-delta', text: 'ab', logprobs: [one.logprobs[0], other.logprobs[0]] });
  });

  it('fails the reader after what was there, with the first failure', async () => {
    const queue = createPartQueue<RuntimePart>(() => undefined);
    queue.push(text('a'));
    queue.fail(new Error('first'));
    queue.fail(new Error('second'));
    expect(await queue.next()).toEqual(text('a'));
    await expect(queue.next()).rejects.toThrow('first');
  });
});
