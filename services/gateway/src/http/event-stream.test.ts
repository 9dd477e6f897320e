import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { toEventStream } from './event-stream.js';

describe('toEventStream', () => {
  it('passes events on, and ends with them', async () => {
    async function* events() {
      await Promise.resolve();
      yield* ['a\n\n', 'b\n\n'];
    }
    const heard = await toEventStream(events()).toArray();
    expect(heard.map(String).join('')).toBe('a\n\nb\n\n');
  });

  it('gives signs of life, and lets go of the events when it is closed', async () => {
    const ended = new AbortController();
    const waiting = new AbortController();
    async function* events() {
      try {
        yield 'a\n\n';
        await pause(3_600_000, undefined, { signal: waiting.signal }).catch(() => undefined);
      } finally {
        ended.abort();
      }
    }
    const stream = toEventStream(events(), { heartbeatMs: 1 });
    let heard = '';
    for await (const chunk of stream) {
      heard += String(chunk);
      if (heard.endsWith(':\n\n:\n\n')) break;
    }
    expect(heard).toMatch(/^a\n\n(:\n\n)+$/);
    // What waits ends by its own signal, as an answer does when its client leaves.
    waiting.abort();
    while (!ended.signal.aborted) await pause(1);
  });

  it('fails as the events do', async () => {
    async function* events() {
      await Promise.reject(new Error('broken'));
      yield '';
    }
    await expect(toEventStream(events()).toArray()).rejects.toThrow('broken');
  });
});
