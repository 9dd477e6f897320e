import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@atelier/logging';
import { createRelay } from './relay.js';

/** How many jobs one pass asks of the outbox; `undefined` when it asks for none. */
async function room(workers: number, counts: { waiting: number; active: number; delayed: number }) {
  let asked: number | undefined;
  const relay = createRelay({
    outbox: {
      relay: (limit) => {
        asked = limit;
        return Promise.resolve(0);
      },
    },
    producer: { add: () => Promise.resolve(), counts: () => Promise.resolve(counts) },
    liveWorkers: () => Promise.resolve(workers),
    hitFailpoint: () => undefined,
    log: createLogger({ service: 'test', stream: new PassThrough() }),
  });
  await relay.stop();
  return asked;
}

describe('createRelay', () => {
  it('keeps two jobs a live worker on the queue', async () => {
    expect(await room(3, { waiting: 1, active: 3, delayed: 0 })).toBe(2);
    expect(await room(3, { waiting: 2, active: 3, delayed: 1 })).toBeUndefined();
  });

  it('fills a window of one worker when none is heard of yet', async () => {
    expect(await room(0, { waiting: 0, active: 0, delayed: 0 })).toBe(2);
  });
});
