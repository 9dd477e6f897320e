import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@atelier/testkit';
import { keepLock, type JobLock } from './job-lock.js';

const locks: JobLock[] = [];
afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
});

/** A lock of 1.5 s, of which Redis says what `extend` says. */
function keep(extend: () => Promise<boolean>) {
  const counts = { asked: 0, lost: 0 };
  const lock = keepLock({
    lockMs: 1_500,
    extend: () => {
      counts.asked += 1;
      return extend();
    },
    onLost: () => {
      counts.lost += 1;
    },
  });
  locks.push(lock);
  return { lock, counts };
}

describe('keepLock', () => {
  it('renews until it is released', async () => {
    const { lock, counts } = keep(() => Promise.resolve(true));
    await waitFor(() => counts.asked > 3);
    expect(lock.isLost()).toBe(false);
    lock.release();
    const { asked } = counts;
    await sleep(700);
    expect(counts).toEqual({ asked, lost: 0 });
  });

  it('is lost once when another holds it', async () => {
    let held = true;
    const { lock, counts } = keep(() => Promise.resolve(held));
    expect(await lock.renew()).toBe(true);
    held = false;
    expect(await lock.renew()).toBe(false);
    expect(await lock.renew()).toBe(false);
    expect(lock.isLost()).toBe(true);
    expect(counts.lost).toBe(1);
  });

  it('survives failures shorter than itself, and no longer ones', async () => {
    let failing = 2;
    const { lock, counts } = keep(() => {
      failing -= 1;
      return failing >= 0 ? Promise.reject(new Error('gone')) : Promise.resolve(true);
    });
    await waitFor(() => counts.asked > 4);
    expect(lock.isLost()).toBe(false);
    failing = 1_000;
    await expect(lock.renew()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await waitFor(() => lock.isLost());
    expect(counts.lost).toBe(1);
  });

  it('is lost when Redis never answers', async () => {
    const { lock } = keep(() => new Promise<boolean>(() => undefined));
    await waitFor(() => lock.isLost());
  });
});
