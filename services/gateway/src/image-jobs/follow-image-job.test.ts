import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createFollowImageJob } from './follow-image-job.js';
import { createJobWatch } from './job-watch.js';

type State = readonly [ImageJobView['status'], number?];
const hourMs = 3_600_000;
const view = ([status, step = 0]: State) => ({ id: 'j', status, step, progress: step }) as never;
const toState = ({ status, step }: ImageJobView): State => [status, step];

/** A job in memory that counts how often it is read. */
function world(first: State = ['queued']) {
  let state: ImageJobView = view(first);
  let reads = 0;
  const owners = new Set<string>();
  const watch = createJobWatch();
  const follow = createFollowImageJob({
    read: async (ownerId, id) => {
      reads += 1;
      owners.add(ownerId);
      await turn();
      if (id !== 'j') throw new AppError('NOT_FOUND');
      return state;
    },
    watch: watch.watch,
    everyMs: hourMs,
  });
  const set = (next: State) => {
    state = view(next);
    watch.changed('j');
  };
  const settle = async () => {
    for (let at = 0; at < 20; at += 1) await turn();
  };
  return { follow, set, settle, reads: () => reads, owners };
}

const never = () => new AbortController().signal;
const mine = { ownerId: 'ann', id: 'j' };

/** Collects what a follower is told, and says when that has ended. */
function collect(states: AsyncGenerator<ImageJobView>) {
  const told: State[] = [];
  const ended = (async () => {
    for await (const job of states) told.push(toState(job));
  })();
  return { told, ended };
}

describe('followImageJob', () => {
  it('tells two hundred followers each state once, for one reading of it', async () => {
    const { follow, set, settle, reads } = world();
    const followers = Array.from({ length: 200 }, () => collect(follow(mine, never())));
    await settle();
    // The first one's reading had begun when the others came.
    expect(reads()).toBe(2);
    const states: State[] = [['loading'], ['running', 1], ['running', 2], ['decoding', 2]];
    for (const state of [...states, ['saving', 2], ['succeeded', 2]] as State[]) {
      set(state);
      await settle();
    }
    await Promise.all(followers.map(({ ended }) => ended));
    expect(reads()).toBe(8);
    for (const { told } of followers) {
      expect(told).toEqual([
        ['queued', 0],
        ...states.map(([s, n = 0]) => [s, n]),
        ['saving', 2],
        ['succeeded', 2],
      ]);
    }
  });

  it('tells who joins late what is now, however old the last reading is', async () => {
    const { follow, settle, set, reads } = world(['running', 1]);
    const first = collect(follow(mine, never()));
    await settle();
    set(['running', 7]);
    const late = collect(follow(mine, never()));
    await settle();
    expect(late.told).toEqual([['running', 7]]);
    expect(reads()).toBeLessThanOrEqual(3);
    set(['cancelled', 7]);
    await Promise.all([first.ended, late.ended]);
    const after = collect(follow(mine, never()));
    await after.ended;
    expect(after.told).toEqual([['cancelled', 7]]);
  });

  it('keeps nothing for who is slow but the latest state', async () => {
    const { follow, set, settle } = world();
    const slow = follow(mine, never());
    expect((await slow.next()).value).toMatchObject({ status: 'queued' });
    for (let step = 1; step <= 50; step += 1) {
      set(['running', step]);
      await settle();
    }
    expect((await slow.next()).value).toMatchObject({ status: 'running', step: 50 });
    set(['failed', 50]);
    await settle();
    expect((await slow.next()).value).toMatchObject({ status: 'failed' });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
  });

  it('never goes back but through queued, and ends once', async () => {
    const { follow, set, settle } = world();
    const { told, ended } = collect(follow(mine, never()));
    await settle();
    const lost: State[] = [
      ['running', 5],
      ['loading', 0],
      ['running', 3],
      ['saving', 3],
    ];
    for (const state of [...lost, ['running', 3], ['queued'], ['running', 9]] as State[]) {
      set(state);
      await settle();
    }
    set(['succeeded', 10]);
    await ended;
    expect(told.filter(([status]) => isFinalImageStatus(status))).toHaveLength(1);
    expect(told).toEqual([
      ['queued', 0],
      ['running', 5],
      ['queued', 0],
      ['loading', 0],
      ['running', 3],
      ['saving', 3],
      ['queued', 0],
      ['running', 3],
      ['queued', 0],
      ['running', 9],
      ['succeeded', 10],
    ]);
  });

  it('reads nothing for who has left', async () => {
    const { follow, set, settle, reads } = world();
    const leaving = new AbortController();
    const { ended } = collect(follow(mine, leaving.signal));
    await settle();
    leaving.abort();
    await ended;
    await settle();
    const before = reads();
    set(['running', 1]);
    await settle();
    expect(reads()).toBe(before);
    expect(await follow(mine, AbortSignal.abort()).next()).toEqual({
      done: true,
      value: undefined,
    });
    expect(reads()).toBe(before);
  });

  it('reads for each owner by himself, and says what is not there', async () => {
    const { follow, settle, owners } = world();
    const stop = new AbortController();
    collect(follow(mine, stop.signal));
    collect(follow({ ...mine, ownerId: 'bob' }, stop.signal));
    await settle();
    expect([...owners]).toEqual(['ann', 'bob']);
    await expect(follow({ ...mine, id: 'x' }, never()).next()).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    stop.abort();
  });
});
