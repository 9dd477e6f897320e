import { randomUUID } from 'node:crypto';
import { ImageJobStatus, isFinalImageStatus } from '@atelier/contracts';
import { afterAll, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, newImages, settings, type Fixture } from '../testing/fixture.js';

const activeStatuses = ImageJobStatus.options.filter((status) => !isFinalImageStatus(status));

describe('image jobs of an owner', () => {
  let fixture: Fixture;
  let owner: string;
  let stranger: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  beforeEach(async () => {
    await fixture.query('truncate users cascade');
    owner = await fixture.newUser();
    stranger = await fixture.newUser();
  });
  afterAll(() => fixture.close());

  const jobs = () => fixture.database.imageJobs;
  const outboxRows = () => fixture.query('select job_id from outbox order by id');

  it('are accepted together with their outbox row', async () => {
    const id = await fixture.newJob(owner);
    expect(await outboxRows()).toEqual([{ job_id: id }]);
    expect(await jobs().find(owner, id)).toMatchObject({
      id,
      ownerId: owner,
      userLabel: 'ann',
      status: 'queued',
      settings,
      warnings: [],
      generation: 0,
      fence: 0,
      step: 0,
      steps: 20,
      error: undefined,
      conversationId: undefined,
      startedAt: undefined,
      finishedAt: undefined,
      images: [],
    });
  });

  it('leave neither row when the transaction around them fails', async () => {
    const work = fixture.database.transaction(async (stores) => {
      const id = randomUUID();
      const job = { id, ownerId: owner, userLabel: 'ann', requestId: 'r', settings };
      await stores.imageJobs.create({ ...job, warnings: [] });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await outboxRows()).toEqual([]);
    expect(await jobs().list(owner, { limit: 10 })).toEqual([]);
  });

  it('come with their pictures in order', async () => {
    const id = await fixture.newJob(owner);
    const drawn = newImages(id);
    await jobs().markSucceeded({ jobId: id, fence: 1_001, images: drawn });
    const job = await jobs().find(owner, id);
    expect(job?.images.map(({ index }) => index)).toEqual([0, 1]);
    const { thumbnail, ...image } = drawn[1]!;
    const small = { thumbnailKey: thumbnail.key, thumbnailBytes: thumbnail.bytes };
    expect(job?.images[0]).toMatchObject({ ...image, ...small, jobId: id, ownerId: owner });
    const [first] = drawn;
    expect(await jobs().findImage(owner, first?.id ?? '')).toMatchObject({ key: first?.key });
    expect(await jobs().list(owner, { limit: 1 })).toEqual([job]);
    expect(await jobs().findAll(owner, [id, randomUUID()])).toEqual([job]);
    expect(await jobs().findAll(owner, [])).toEqual([]);
  });

  it('are nobody else’s', async () => {
    const id = await fixture.newJob(owner);
    const conversationId = randomUUID();
    await fixture.database.conversations.create({
      id: conversationId,
      ownerId: owner,
      userLabel: 'a',
    });
    expect(await jobs().find(stranger, id)).toBeUndefined();
    expect(await jobs().findAll(stranger, [id])).toEqual([]);
    expect(await jobs().cancel(stranger, id)).toBeUndefined();
    expect(await jobs().countUnfinished(stranger)).toBe(0);
    expect(await jobs().list(stranger, { limit: 10 })).toEqual([]);
    expect(await jobs().list(stranger, { limit: 10, before: id })).toEqual([]);
    await expect(fixture.newJob(stranger, { conversationId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await outboxRows()).toEqual([{ job_id: id }]);
    expect(await jobs().find(owner, id)).toMatchObject({ status: 'queued' });

    const drawn = newImages(id);
    await jobs().markSucceeded({ jobId: id, fence: 1, images: drawn });
    expect(await jobs().findImage(stranger, drawn[0]?.id ?? '')).toBeUndefined();
  });

  it('are cancelled once, and leave the outbox', async () => {
    const id = await fixture.newJob(owner);
    expect(await jobs().cancel(owner, id)).toBe('queued');
    expect(await outboxRows()).toEqual([]);
    const cancelled = await jobs().find(owner, id);
    expect(cancelled).toMatchObject({ status: 'cancelled', finishedAt: expect.any(Date) });
    expect(await jobs().cancel(owner, id)).toBe('cancelled');
    expect(await jobs().find(owner, id)).toEqual(cancelled);
    expect(await jobs().cancel(owner, randomUUID())).toBeUndefined();
  });

  it('tell what they were doing when they were cancelled, and stay what they became', async () => {
    const running = await fixture.newJob(owner);
    await jobs().markStarted({ jobId: running, fence: 1_001 });
    expect(await jobs().cancel(owner, running)).toBe('loading');
    const done = await fixture.newJob(owner);
    await jobs().markSucceeded({ jobId: done, fence: 1_001, images: newImages(done) });
    expect(await jobs().cancel(owner, done)).toBe('succeeded');
    expect(await jobs().find(owner, done)).toMatchObject({ status: 'succeeded' });
  });

  it('count as unfinished until they end', async () => {
    const [one, two, three] = [
      await fixture.newJob(owner),
      await fixture.newJob(owner),
      await fixture.newJob(owner),
    ];
    await jobs().markStarted({ jobId: one, fence: 1 });
    expect(await jobs().countUnfinished(owner)).toBe(3);
    await jobs().cancel(owner, two);
    await jobs().markSucceeded({ jobId: three, fence: 1, images: newImages(three) });
    expect(await jobs().countUnfinished(owner)).toBe(1);
  });

  it('keep an exact bound when twenty are asked for at once', async () => {
    const accept = () =>
      fixture.database.transaction(async (stores) => {
        await stores.users.lock(owner);
        if ((await stores.imageJobs.countUnfinished(owner)) >= 3) return false;
        const job = {
          id: randomUUID(),
          ownerId: owner,
          userLabel: 'ann',
          requestId: 'r',
          settings,
        };
        await stores.imageJobs.create({ ...job, warnings: [] });
        return true;
      });
    const accepted = await Promise.all(Array.from({ length: 20 }, accept));
    expect(accepted.filter(Boolean)).toHaveLength(3);
  });

  it.each(activeStatuses)(
    'are cancelled while %s, twice in a row, by their owner alone',
    async (status) => {
      const id = await fixture.newJob(owner);
      await fixture.query('update image_jobs set status = $2, step = 1 where id = $1', [
        id,
        status,
      ]);
      expect(await jobs().cancel(stranger, id)).toBeUndefined();
      expect(await jobs().find(owner, id)).toMatchObject({ status });
      expect(await outboxRows()).toHaveLength(1);
      expect(await Promise.all([jobs().cancel(owner, id), jobs().cancel(owner, id)])).toEqual(
        expect.arrayContaining([status, 'cancelled']),
      );
      expect(await jobs().cancel(owner, id)).toBe('cancelled');
      expect(await jobs().find(owner, id)).toMatchObject({ status: 'cancelled' });
      expect(await outboxRows()).toEqual([]);
    },
  );

  it('are listed of one kind, or only those under way, or only those that are over', async () => {
    const source = { sha256: 'a'.repeat(64), width: 64, height: 64 };
    const upscale = { kind: 'upscale', factor: 2, source } as const;
    const [open, over, large] = [
      await fixture.newJob(owner),
      await fixture.newJob(owner),
      await fixture.newJob(owner, { work: upscale }),
    ];
    await jobs().cancel(owner, over);
    const list = async (filter: { kind?: 'upscale' | 'edit'; active?: boolean }) =>
      (await jobs().list(owner, { limit: 10, ...filter })).map(({ id }) => id).sort();
    expect(await list({ kind: 'upscale' })).toEqual([large]);
    expect(await list({ kind: 'edit' })).toEqual([]);
    expect(await list({ active: true })).toEqual([open, large].sort());
    expect(await list({ active: false })).toEqual([over]);
    expect(await list({ kind: 'upscale', active: false })).toEqual([]);
  });

  it('are listed newest first, page by page, each once', async () => {
    for (let index = 0; index < 7; index += 1) await fixture.newJob(owner);
    // Several of one moment: the id decides then.
    await fixture.query("update image_jobs set created_at = date_trunc('hour', now())");
    const seen: string[] = [];
    for (let page = 0; page < 4; page += 1) {
      const found = await jobs().list(owner, { limit: 3, before: seen.at(-1) });
      seen.push(...found.map(({ id }) => id));
    }
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });
});
