import { toWireError, AppError } from '@atelier/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, newImages, type Fixture } from '../testing/fixture.js';

const error = toWireError(new AppError('GAVE_UP'));

describe('survey of image jobs', () => {
  let fixture: Fixture;
  let owner: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  beforeEach(async () => {
    await fixture.query('truncate users cascade');
    owner = await fixture.newUser();
  });
  afterAll(() => fixture.close());

  const jobs = () => fixture.database.imageJobs;

  it('finds jobs that should be on the queue, page by page', async () => {
    const relayed: string[] = [];
    for (let index = 0; index < 5; index += 1) relayed.push(await fixture.newJob(owner));
    await fixture.database.outbox.relay(5, () => Promise.resolve());
    await fixture.newJob(owner);
    const [finished, started, backInOutbox, ...others] = relayed as [string, string, string];
    await jobs().giveUp({ jobId: finished, error });
    await jobs().markStarted({ jobId: started, fence: 1_001 });
    await fixture.database.outbox.putBack(backInOutbox);

    const expected = [started, ...others].sort();
    const first = await jobs().unfinishedOutsideOutbox({ limit: 2 });
    const second = await jobs().unfinishedOutsideOutbox({ limit: 2, afterId: first.at(-1)?.id });
    expect([...first, ...second].map(({ id }) => id)).toEqual(expected);
    expect(first.concat(second).find(({ id }) => id === started)).toMatchObject({
      status: 'loading',
      generation: 1,
      fence: 1_001,
    });
  });

  it('tells the oldest waiting job', async () => {
    expect(await jobs().oldestWaiting()).toBeUndefined();
    const running = await fixture.newJob(owner);
    await jobs().markStarted({ jobId: running, fence: 1 });
    expect(await jobs().oldestWaiting()).toBeUndefined();
    const waiting = await fixture.newJob(owner);
    const createdAt = (await jobs().find(owner, waiting))?.createdAt;
    expect(await jobs().oldestWaiting()).toEqual({ createdAt });
  });

  it('counts what is not finished, and tells the kind of a job', async () => {
    const none = { queued: 0, loading: 0, running: 0, decoding: 0, saving: 0 };
    expect(await jobs().countUnfinishedByStatus()).toEqual(none);
    const [started, failed] = [await fixture.newJob(owner), await fixture.newJob(owner)];
    await fixture.newJob(owner);
    await jobs().markStarted({ jobId: started, fence: 1 });
    await jobs().giveUp({ jobId: failed, error });
    expect(await jobs().countUnfinishedByStatus()).toEqual({ ...none, queued: 1, loading: 1 });
    expect(await jobs().kindOf(started)).toBe('generate');
    expect(await jobs().kindOf('0199a1b2-0000-7000-8000-000000000001')).toBeUndefined();
  });

  it('tells how fast the last jobs of each kind were', async () => {
    const source = { sha256: 'a'.repeat(64), width: 64, height: 64 };
    const upscale = { kind: 'upscale', factor: 2, source } as const;
    const done = async (seconds: number, values: Parameters<Fixture['newJob']>[1] = {}) => {
      const jobId = await fixture.newJob(owner, values);
      await jobs().markSucceeded({ jobId, fence: 1, images: newImages(jobId) });
      await fixture.query(
        `update image_jobs set started_at = now() - $2 * interval '1 s', finished_at = now()
         where id = $1`,
        [jobId, seconds],
      );
    };
    await done(900);
    for (const seconds of [1_000, 20, 10, 30]) await done(seconds);
    await done(7, { work: upscale });
    const paces = await jobs().recentPaces(4);
    // 20 steps of 128 × 128 pixels; the middle one of 10, 20 and 30 seconds.
    const perStep = expect.closeTo(20 / 20 / ((128 * 128) / 1e6), 3) as unknown;
    expect(paces.find(({ kind }) => kind === 'generate')).toEqual({
      kind: 'generate',
      jobs: 3,
      secondsPerJob: 20,
      secondsPerStep: perStep,
    });
    expect(paces.find(({ kind }) => kind === 'upscale')).toMatchObject({
      jobs: 1,
      secondsPerJob: 7,
    });
  });

  it('believes what the worker measured rather than the row', async () => {
    const jobId = await fixture.newJob(owner);
    const engine = { engine: 'mock', model: 'm', modelCached: true };
    const result = { engine, durationMs: 4_000 };
    await jobs().markStarted({ jobId, fence: 1 });
    await jobs().markSucceeded({ jobId, fence: 1, images: newImages(jobId), result });
    expect(await jobs().recentPaces(10)).toMatchObject([{ secondsPerJob: 4 }]);
  });

  it('counts every status, also those of no job', async () => {
    await fixture.newJob(owner);
    await fixture.newJob(owner);
    await jobs().cancel(owner, await fixture.newJob(owner));
    expect(await jobs().countByStatus()).toEqual({
      queued: 2,
      loading: 0,
      running: 0,
      decoding: 0,
      saving: 0,
      succeeded: 0,
      failed: 0,
      cancelled: 1,
    });
  });
});
