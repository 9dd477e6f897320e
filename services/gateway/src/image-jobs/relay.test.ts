import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@atelier/logging';
import { createRelay } from './relay.js';

interface Counts {
  readonly waiting?: number;
  readonly active?: number;
  readonly delayed?: number;
}

/** How many jobs one pass puts on the queue, of as many as there may be. */
async function sent(workers: number, { waiting = 0, active = 0, delayed = 0 }: Counts, jobs = 99) {
  let added = 0;
  const relay = createRelay({
    outbox: {
      relay: async (limit, send) => {
        const count = Math.min(limit, jobs - added);
        for (let index = 0; index < count; index += 1) await send({ jobId: 'j' } as never);
        return count;
      },
    },
    producer: {
      add: () => Promise.resolve(void (added += 1)),
      counts: () => Promise.resolve({ waiting: waiting + added, active, delayed }),
    },
    liveWorkers: () => Promise.resolve(workers),
    hitFailpoint: () => undefined,
    log: createLogger({ service: 'test', stream: new PassThrough() }),
  });
  // None of the fakes waits for anything, so that by then the pass is over.
  for (let at = 0; at < 100; at += 1) await turn();
  await relay.stop();
  return added;
}

describe('createRelay', () => {
  it.each([
    ['every worker and one in reserve', 3, {}, 4],
    ['the reserve while all draw', 3, { active: 3 }, 1],
    ['nothing while there is a reserve', 3, { active: 3, waiting: 1 }, 0],
    ['a worker that has become free', 3, { active: 2, waiting: 1 }, 1],
    ['a reserve for workers that draw several at once', 1, { active: 4 }, 1],
    ['no more for jobs that wait for another attempt', 2, { active: 1, delayed: 2 }, 0],
    ['one worker when none is heard of yet', 0, {}, 2],
  ])('fills the queue for %s', async (_what, workers, counts, expected) => {
    expect(await sent(workers, counts)).toBe(expected);
  });

  it('ends when no job is left', async () => {
    expect(await sent(5, {}, 2)).toBe(2);
  });
});
