import type { DrawRequest } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, waitFor } from '@atelier/testkit';
import { createFixture, newImages, outcomes, settings, type Fixture } from '../testing/fixture.js';

describe('outbox', () => {
  let fixture: Fixture;
  let owner: string;
  let sent: DrawRequest[];
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  beforeEach(async () => {
    await fixture.query('truncate users cascade');
    owner = await fixture.newUser();
    sent = [];
  });
  afterAll(() => fixture.close());

  const outbox = () => fixture.database.outbox;
  const send = (job: DrawRequest) => {
    sent.push(job);
    return Promise.resolve();
  };
  const newJobs = async (count: number, values: Parameters<Fixture['newJob']>[1] = {}) => {
    const ids: string[] = [];
    const ownerId = values.ownerId ?? owner;
    for (let index = 0; index < count; index += 1) ids.push(await fixture.newJob(ownerId, values));
    return ids;
  };
  const sentIds = () => sent.map(({ jobId }) => jobId);
  const generationOf = async (id: string) =>
    (await fixture.database.imageJobs.find(owner, id))?.generation;

  it('sends the oldest of an owner first, up to the limit', async () => {
    const ids = await newJobs(3);
    expect(await outbox().relay(2, send)).toBe(2);
    expect(sentIds()).toEqual(ids.slice(0, 2));
    const work = { kind: 'generate' };
    expect(sent[0]).toEqual({ jobId: ids[0], generation: 1, requestId: 'r', settings, work });
    expect(await generationOf(ids[0]!)).toBe(1);
    expect(await outbox().size()).toBe(1);
    expect(await outbox().relay(10, send)).toBe(1);
    expect(await outbox().relay(10, send)).toBe(0);
  });

  it('lets owners take turns, however many jobs one has', async () => {
    const flood = await newJobs(5);
    await outbox().relay(2, send);
    const other = await fixture.newUser();
    const [single] = (await newJobs(1, { ownerId: other })) as [string];
    await outbox().relay(10, send);
    expect(sentIds()).toEqual([...flood.slice(0, 2), single, ...flood.slice(2)]);
  });

  it('remembers turns of owners who have nothing waiting', async () => {
    const flood = await newJobs(6);
    const other = await fixture.newUser();
    const singles: string[] = [];
    // One job at a time must not mean to be always new.
    for (let round = 0; round < 3; round += 1) {
      singles.push(...(await newJobs(1, { ownerId: other })));
      await outbox().relay(2, send);
    }
    const owners = sentIds().map((id) => (flood.includes(id) ? 'flood' : 'single'));
    expect(owners).toEqual(['flood', 'single', 'flood', 'single', 'flood', 'single']);
    expect(sentIds().filter((id) => singles.includes(id))).toEqual(singles);
  });

  it('gives the first turn to who has waited longest of those who never had one', async () => {
    const others = [await fixture.newUser(), await fixture.newUser(), await fixture.newUser()];
    const firsts: string[] = [];
    for (const ownerId of others) firsts.push(...(await newJobs(1, { ownerId })));
    for (const ownerId of others) await newJobs(1, { ownerId });
    await outbox().relay(3, send);
    expect(sentIds()).toEqual(firsts);
  });

  it('forgets turns that no longer matter, and loses no job that comes at that moment', async () => {
    const others = [await fixture.newUser(), await fixture.newUser(), await fixture.newUser()];
    for (let round = 0; round < 10; round += 1) {
      await outcomes<unknown>([
        ...others.map((ownerId) => newJobs(1, { ownerId })),
        outbox().relay(5, send),
        outbox().relay(5, send),
      ]);
    }
    await outbox().relay(100, send);
    await outbox().relay(1, send);
    expect(sent).toHaveLength(30);
    expect(await fixture.query('select 1 from relay_turns')).toEqual([]);
  });

  it('sends small jobs of an owner before batches, and what it had sent before first', async () => {
    const [before] = (await newJobs(1, { priority: 1 })) as [string];
    await outbox().relay(1, send);
    const [batch] = (await newJobs(1, { priority: 1 })) as [string];
    const [small] = (await newJobs(1)) as [string];
    await outbox().putBack(before);
    await outbox().relay(10, send);
    expect(sentIds().slice(1)).toEqual([before, small, batch]);
  });

  it('sends each of a hundred jobs once through four relays, in turns', async () => {
    const owners = [
      owner,
      await fixture.newUser(),
      await fixture.newUser(),
      await fixture.newUser(),
    ];
    const ids: string[] = [];
    for (const ownerId of owners) ids.push(...(await newJobs(25, { ownerId })));
    const ownerOf = new Map(ids.map((id, index) => [id, Math.floor(index / 25)]));
    const relays = Array.from({ length: 4 }, () => fixture.open({ poolSize: 2 }).outbox);
    await Promise.all(relays.map((relay) => relay.relay(200, send)));
    expect(sentIds().sort()).toEqual([...ids].sort());
    // Four relays at once may be a turn apart.
    const half = sent.slice(0, 50).map(({ jobId }) => ownerOf.get(jobId));
    for (const number of ownerOf.values()) {
      const turns = half.filter((one) => one === number).length;
      expect(Math.abs(turns - 12.5)).toBeLessThanOrEqual(4);
    }
  });

  it('sends each of two hundred jobs of one owner once through four relays', async () => {
    const ids = await newJobs(200);
    const relays = Array.from({ length: 4 }, () => fixture.open({ poolSize: 2 }).outbox);
    const counts = await Promise.all(relays.map((relay) => relay.relay(200, send)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
    expect(sentIds().sort()).toEqual([...ids].sort());
    expect(new Set(sent.map(({ generation }) => generation))).toEqual(new Set([1]));
    expect(await outbox().size()).toBe(0);
  });

  it('keeps what was sent before a send fails, and takes nothing of the rest', async () => {
    const [first, second, third] = (await newJobs(3)) as [string, string, string];
    const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    const failing = (job: DrawRequest) =>
      job.jobId === second ? Promise.reject(refused) : send(job);
    await expect(outbox().relay(3, failing)).rejects.toBe(refused);
    expect(sentIds()).toEqual([first]);
    expect(await generationOf(second)).toBe(0);
    expect(await outbox().size()).toBe(2);
    await outbox().relay(3, send);
    expect(sentIds()).toEqual([first, second, third]);
  });

  it('sends a job again, as the same generation, when the relay dies before it commits', async () => {
    const [id] = (await newJobs(1)) as [string];
    const dying = fixture.open({ poolSize: 1 });
    const killed = dying.outbox.relay(1, async (job) => {
      await send(job);
      await fixture.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction'`,
      );
    });
    await expect(killed).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await outbox().relay(1, send)).toBe(1);
    expect(sent.map(({ jobId, generation }) => [jobId, generation])).toEqual([
      [id, 1],
      [id, 1],
    ]);
  });

  it('does not hold up other relays while one sends', async () => {
    const [first, second] = (await newJobs(2)) as [string, string];
    const other = await fixture.newUser();
    const [others] = (await newJobs(1, { ownerId: other })) as [string];
    await outbox().relay(1, async (job) => {
      await send(job);
      // The turn of the first owner is not over.
      expect(await outbox().relay(5, send)).toBe(1);
    });
    await outbox().relay(5, send);
    expect(sentIds()).toEqual([first, others, second]);
  });

  it('fails a job that can never be sent, and goes on', async () => {
    const [broken, sound] = (await newJobs(2)) as [string, string];
    const failing = (job: DrawRequest) =>
      job.jobId === broken ? Promise.reject(new AppError('INVALID_INPUT')) : send(job);
    expect(await outbox().relay(5, failing)).toBe(1);
    expect(sentIds()).toEqual([sound]);
    const job = await fixture.database.imageJobs.find(owner, broken);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' } });
  });

  it('drops jobs that have ended meanwhile', async () => {
    const [done, cancelled, open] = (await newJobs(3)) as [string, string, string];
    await fixture.database.imageJobs.markSucceeded({
      jobId: done,
      fence: 1,
      images: newImages(done),
    });
    await fixture.query(
      "update image_jobs set status = 'cancelled', finished_at = now() where id = $1",
      [cancelled],
    );
    expect(await outbox().relay(1, send)).toBe(1);
    expect(sentIds()).toEqual([open]);
    expect(await outbox().size()).toBe(0);
  });

  it('sends or cancels, without a deadlock, when both happen at once', async () => {
    const ids = await newJobs(40);
    const { errors } = await outcomes<unknown>([
      outbox().relay(40, send),
      outbox().relay(40, send),
      ...ids.map((id) => fixture.database.imageJobs.cancel(owner, id)),
      ...ids.map((id) => outbox().putBack(id)),
    ]);
    expect(errors).toEqual([]);
    await outbox().relay(100, send);
    expect(await outbox().size()).toBe(0);
    expect(await fixture.database.imageJobs.countByStatus()).toMatchObject({ cancelled: 40 });
  });

  it('does not deadlock with a cancel that is half done', async () => {
    const [id] = (await newJobs(1)) as [string];
    await fixture.query(`create function slow() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.5); return new; end $$`);
    await fixture.query(`create trigger slow before update on image_jobs for each row
      when (new.status = 'cancelled') execute function slow()`);
    const cancelled = fixture.database.imageJobs.cancel(owner, id);
    const asleep = () =>
      fixture.query(`select 1 from pg_stat_activity
        where datname = current_database() and wait_event = 'PgSleep'`);
    await waitFor(async () => (await asleep()).length > 0, { intervalMs: 5 });
    const relayed = await outbox().relay(1, send);
    expect(await cancelled).toBe('queued');
    expect(relayed).toBe(0);
    await fixture.query('drop function slow cascade');
  });

  it('takes a job back, once, and sends it as the next generation', async () => {
    const [id] = (await newJobs(1)) as [string];
    await outbox().relay(1, send);
    await fixture.database.imageJobs.markStarted({ jobId: id, fence: 1_001 });
    expect(await Promise.all([outbox().putBack(id), outbox().putBack(id)])).toEqual([true, true]);
    expect(await outbox().size()).toBe(1);
    const job = await fixture.database.imageJobs.find(owner, id);
    expect(job).toMatchObject({ status: 'queued', step: 0, generation: 1, fence: 1_001 });
    await outbox().relay(1, send);
    expect(sent.map(({ generation }) => generation)).toEqual([1, 2]);
  });

  it('does not take back a job that has ended', async () => {
    const [id] = (await newJobs(1)) as [string];
    await fixture.database.imageJobs.cancel(owner, id);
    expect(await outbox().putBack(id)).toBe(false);
    expect(await outbox().size()).toBe(0);
    expect(await fixture.database.imageJobs.find(owner, id)).toMatchObject({ status: 'cancelled' });
  });
});
