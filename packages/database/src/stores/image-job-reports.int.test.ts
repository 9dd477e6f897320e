import { finalImageStatuses, ImageJobStatus } from '@atelier/contracts';
import { toWireError, AppError } from '@atelier/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, newImages, type Fixture } from '../testing/fixture.js';
import type { ActiveImageStatus } from './image-job-reports.store.js';

const error = toWireError(new AppError('ENGINE_FAILED'));
const [stale, current, newer] = [1_001, 1_002, 2_001];

describe('reports of image jobs', () => {
  let fixture: Fixture;
  let owner: string;
  let jobId: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
    owner = await fixture.newUser();
  });
  beforeEach(async () => {
    jobId = await fixture.newJob(owner);
  });
  afterAll(() => fixture.close());

  const jobs = () => fixture.database.imageJobs;
  const job = () => jobs().find(owner, jobId);
  const progress = (fence: number, status: ActiveImageStatus, step: number, minIntervalMs = 0) =>
    jobs().markProgress({ jobId, fence, status, step, minIntervalMs });
  const everyReport = (fence: number) => [
    () => jobs().markStarted({ jobId, fence }),
    () => progress(fence, 'running', 5),
    () => jobs().markReturned({ jobId, fence }),
    () => jobs().markFailed({ jobId, fence, error }),
    () => jobs().markSucceeded({ jobId, fence, images: newImages(jobId) }),
  ];

  it('take a job from start to end', async () => {
    expect(await jobs().markStarted({ jobId, fence: current })).toBe(true);
    expect(await job()).toMatchObject({
      status: 'loading',
      fence: current,
      startedAt: expect.any(Date),
    });
    expect(await progress(current, 'running', 3)).toBe(true);
    expect(await progress(current, 'decoding', 20)).toBe(true);
    expect(await job()).toMatchObject({ status: 'decoding', step: 20, finishedAt: undefined });
    expect(await jobs().markSucceeded({ jobId, fence: current, images: newImages(jobId) })).toBe(
      true,
    );
    expect(await job()).toMatchObject({
      status: 'succeeded',
      step: 20,
      finishedAt: expect.any(Date),
    });
  });

  it('change nothing when they come from an older attempt', async () => {
    await jobs().markStarted({ jobId, fence: current });
    const before = await job();
    for (const report of everyReport(stale)) expect(await report()).toBe(false);
    expect(await job()).toEqual(before);
    expect(await fixture.query('select 1 from images where job_id = $1', [jobId])).toEqual([]);
  });

  it.each(finalImageStatuses)('change nothing once the job has %s', async (status) => {
    if (status === 'cancelled') await jobs().cancel(owner, jobId);
    if (status === 'failed') await jobs().markFailed({ jobId, fence: stale, error });
    if (status === 'succeeded')
      await jobs().markSucceeded({ jobId, fence: stale, images: newImages(jobId) });
    const before = await job();
    for (const report of everyReport(newer)) expect(await report()).toBe(false);
    expect(await jobs().giveUp({ jobId, error })).toBe(false);
    expect(await job()).toEqual(before);
    expect(before?.status).toBe(status);
  });

  it('let one of many completions at once win, with one set of pictures', async () => {
    await jobs().markStarted({ jobId, fence: current });
    const fences = [
      ...Array.from({ length: 10 }, () => stale),
      ...Array.from({ length: 10 }, () => current),
    ];
    const changed = await Promise.all(
      fences.map((fence) => jobs().markSucceeded({ jobId, fence, images: newImages(jobId) })),
    );
    expect(changed.slice(0, 10)).not.toContain(true);
    expect(changed.filter(Boolean)).toHaveLength(1);
    expect((await job())?.images).toHaveLength(2);
  });

  it('never let an older attempt win over a newer one at the same moment', async () => {
    const fences = Array.from({ length: 30 }, (_, index) => 1_001 + ((index * 7) % 30));
    await Promise.all(fences.map((fence) => progress(fence, 'running', 1 + (fence % 19))));
    expect(await job()).toMatchObject({ fence: 1_030, step: 1 + (1_030 % 19) });
  });

  it('never go back within one attempt', async () => {
    await progress(current, 'running', 10);
    expect(await progress(current, 'running', 9)).toBe(false);
    expect(await progress(current, 'running', 10)).toBe(false);
    expect(await progress(current, 'loading', 10)).toBe(false);
    expect(await jobs().markStarted({ jobId, fence: current })).toBe(false);
    expect(await progress(current, 'decoding', 10)).toBe(true);
    expect(await progress(current, 'running', 11)).toBe(true);
    expect(await job()).toMatchObject({ status: 'running', step: 11 });
  });

  it('start again from the beginning with a newer attempt', async () => {
    await progress(current, 'saving', 20);
    expect(await jobs().markStarted({ jobId, fence: newer })).toBe(true);
    expect(await job()).toMatchObject({ status: 'loading', step: 0, fence: newer });
  });

  it('hand a job back, which may start again under the same fence', async () => {
    await progress(current, 'running', 10);
    expect(await jobs().markReturned({ jobId, fence: current })).toBe(true);
    expect(await job()).toMatchObject({ status: 'queued', step: 0, fence: current });
    expect(await jobs().markStarted({ jobId, fence: current })).toBe(true);
    expect(await progress(current, 'running', 1)).toBe(true);
  });

  it('are written at most so often, but at once when the status changes', async () => {
    const hourMs = 3_600_000;
    await progress(current, 'running', 1);
    expect(await progress(current, 'running', 2, hourMs)).toBe(false);
    expect(await progress(current, 'decoding', 2, hourMs)).toBe(true);
    await fixture.query(
      "update image_jobs set updated_at = now() - interval '61 min' where id = $1",
      [jobId],
    );
    expect(await progress(current, 'decoding', 3, hourMs)).toBe(true);
  });

  it('count a step beyond the last as the last', async () => {
    expect(await progress(current, 'running', 99)).toBe(true);
    expect(await job()).toMatchObject({ step: 20 });
    expect(await progress(current, 'running', 100)).toBe(false);
  });

  it('fail a job with a reason', async () => {
    expect(await jobs().markFailed({ jobId, fence: current, error })).toBe(true);
    expect(await job()).toMatchObject({ status: 'failed', error, finishedAt: expect.any(Date) });
  });

  it('give a job up whatever its fence', async () => {
    await jobs().markStarted({ jobId, fence: newer });
    expect(await jobs().giveUp({ jobId, error })).toBe(true);
    expect(await job()).toMatchObject({ status: 'failed', error, fence: newer });
  });

  it('write no status without its pictures', async () => {
    const [image] = newImages(jobId);
    const broken = [{ ...image!, sha256: 'not one' }];
    await expect(
      jobs().markSucceeded({ jobId, fence: current, images: broken }),
    ).rejects.toMatchObject({ code: '23514' });
    expect(await job()).toMatchObject({ status: 'queued', fence: 0 });
  });

  it.each(ImageJobStatus.options)('has a place in the schema for the status %s', async (status) => {
    const final = (finalImageStatuses as readonly string[]).includes(status);
    await fixture.query(
      `update image_jobs set status = $2, error = $3,
         finished_at = case when $4 then now() end where id = $1`,
      [jobId, status, status === 'failed' ? error : null, final],
    );
    expect((await job())?.status).toBe(status);
  });
});
