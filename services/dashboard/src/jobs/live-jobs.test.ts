import { describe, expect, it } from '@jest/globals';
import type { ImageJobView } from '@atelier/contracts';
import { createLiveJobs } from './live-jobs.js';

/** Live jobs over streams that the test writes into; `undefined` ends one, an error breaks it. */
function live(maxStreams = 2) {
  const started: string[] = [];
  const told: string[] = [];
  const turned: string[] = [];
  const writers = new Map<string, (item: ImageJobView | Error | undefined) => void>();
  async function* follow(id: string, signal: AbortSignal) {
    started.push(id);
    for (;;) {
      const item = await new Promise<ImageJobView | Error | undefined>((resolve) => {
        writers.set(id, resolve);
        signal.addEventListener('abort', () => {
          resolve(undefined);
        });
      });
      if (item === undefined) return;
      if (item instanceof Error) throw item;
      yield item;
    }
  }
  const jobs = createLiveJobs({
    follow,
    tell: (job) => told.push(job.id),
    turned: (id) => turned.push(id),
    maxStreams,
  });
  const write = async (id: string, item?: ImageJobView | Error) => {
    writers.get(id)?.(item);
    await new Promise(setImmediate);
  };
  return { jobs, started, told, turned, write };
}

const job = (id: string) => ({ id }) as ImageJobView;

describe('live jobs', () => {
  it('has one stream for all who look, until the last has left', async () => {
    const { jobs, started, told, write } = live();
    const first = jobs.watch('a');
    const second = jobs.watch('a');
    expect(started).toEqual(['a']);
    first();
    first();
    await write('a', job('a'));
    expect([told, jobs.isLive('a')]).toEqual([['a'], true]);
    second();
    expect(jobs.isLive('a')).toBe(false);
    await write('a', job('a'));
    expect(told).toEqual(['a']);
  });

  it('lets others wait when there are enough streams', async () => {
    const { jobs, started, write } = live(2);
    jobs.watch('a');
    const leaveB = jobs.watch('b');
    jobs.watch('c');
    jobs.watch('d');
    expect([started, jobs.isLive('c')]).toEqual([['a', 'b'], false]);
    await write('a');
    expect(started).toEqual(['a', 'b', 'c']);
    leaveB();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('tells when a stream breaks, and does not begin it again by itself', async () => {
    const { jobs, started, turned, write } = live();
    jobs.watch('a');
    await write('a', new Error('no'));
    expect([started, turned, jobs.isLive('a')]).toEqual([['a'], ['a', 'a'], false]);
    jobs.watch('b');
    expect(started).toEqual(['a', 'b']);
  });
});
