import { AppError, toWireError } from '@atelier/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, newImages, type Fixture } from '../testing/fixture.js';

const error = toWireError(new AppError('ENGINE_FAILED'));
const url = 'https://example.com/hook';

describe('webhooks', () => {
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
  const webhooks = () => fixture.database.webhooks;
  const newJob = () => fixture.newJob(owner, { webhookUrl: url });
  const take = (limit = 10) => webhooks().take({ limit, leaseMs: 60_000 });
  /** Lets this much time pass for all of them. */
  const pass = (ms: number) =>
    fixture.query("update webhooks set next_at = next_at - $1 * interval '1 ms'", [ms]);

  it.each([
    [
      'succeeded',
      (jobId: string) => jobs().markSucceeded({ jobId, fence: 1, images: newImages(jobId) }),
    ],
    ['failed', (jobId: string) => jobs().markFailed({ jobId, fence: 1, error })],
    ['given up', (jobId: string) => jobs().giveUp({ jobId, error })],
    ['cancelled', (jobId: string) => jobs().cancel(owner, jobId)],
    [
      'unfit to be sent',
      () => fixture.database.outbox.relay(1, () => Promise.reject(new AppError('INVALID_INPUT'))),
    ],
  ])('are due once the job has %s, and not before', async (_end, finish) => {
    const jobId = await newJob();
    expect(await take()).toEqual([]);
    await finish(jobId);
    const id = expect.any(String) as unknown;
    expect(await take()).toEqual([{ id, ownerId: owner, jobId, url, attempts: 1 }]);
  });

  it('are not due again because the job is cancelled or reported again', async () => {
    const jobId = await newJob();
    await jobs().cancel(owner, jobId);
    const [taken] = await take();
    await webhooks().markDelivered(taken?.id ?? '');
    await jobs().cancel(owner, jobId);
    await jobs().giveUp({ jobId, error });
    await jobs().markFailed({ jobId, fence: 9, error });
    expect(await take()).toEqual([]);
  });

  it('are taken once by many at the same time, and again when a lease is over', async () => {
    for (let index = 0; index < 20; index += 1) await jobs().cancel(owner, await newJob());
    const taken = (await Promise.all([take(8), take(8), take(8)])).flat();
    const ids = taken.map(({ id }) => id);
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
    await pass(61_000);
    expect(await take(30)).toHaveLength(20);
  });

  it('wait after a failure, behind those that were not tried, and end with the last', async () => {
    await jobs().cancel(owner, await newJob());
    const [failed] = await take();
    await webhooks().markUndelivered(failed?.id ?? '', 'HTTP 500', { inMs: 5_000 });
    expect(await take()).toEqual([]);
    await jobs().cancel(owner, await newJob());
    await pass(6_000);
    expect((await take()).map(({ attempts }) => attempts).sort()).toEqual([1, 2]);
    await webhooks().markUndelivered(failed?.id ?? '', 'x'.repeat(1_000), {});
    await pass(3_600_000);
    expect((await take()).map(({ id }) => id)).not.toContain(failed?.id);
  });

  it('go with their job', async () => {
    const jobId = await newJob();
    await jobs().cancel(owner, jobId);
    await fixture.query('delete from image_jobs where id = $1', [jobId]);
    expect(await take()).toEqual([]);
  });
});
