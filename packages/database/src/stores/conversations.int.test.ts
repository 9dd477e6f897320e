import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, newImages, outcomes, settings, type Fixture } from '../testing/fixture.js';

describe('conversations', () => {
  let fixture: Fixture;
  let owner: string;
  let stranger: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
    owner = await fixture.newUser();
    stranger = await fixture.newUser();
  });
  afterAll(() => fixture.close());

  const store = () => fixture.database.conversations;
  const create = (userLabel: string) =>
    store().create({ id: randomUUID(), ownerId: owner, userLabel });

  it('are one when twenty callers ask for the latest at once', async () => {
    const found = await Promise.all(
      Array.from({ length: 20 }, () => store().findOrCreateLatest(owner, 'bob', randomUUID())),
    );
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
  });

  it('are another one for another label and for another owner', async () => {
    const mine = await store().findOrCreateLatest(owner, 'cid', randomUUID());
    expect((await store().findOrCreateLatest(owner, 'cid', randomUUID())).id).toBe(mine.id);
    expect((await store().findOrCreateLatest(owner, 'dan', randomUUID())).id).not.toBe(mine.id);
    expect((await store().findOrCreateLatest(stranger, 'cid', randomUUID())).id).not.toBe(mine.id);
  });

  it('are one for callers that begin it at once, and nobody else gets it', async () => {
    const begun = { id: randomUUID(), ownerId: owner, userLabel: 'me' };
    const found = await Promise.all(Array.from({ length: 10 }, () => store().findOrCreate(begun)));
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set([begun.id]));
    const other = { ...begun, id: randomUUID() };
    expect((await store().findOrCreate(other)).id).toBe(other.id);
    await expect(store().findOrCreate({ ...begun, ownerId: stranger })).rejects.toThrow('else');
  });

  it('are found in a transaction that made them', async () => {
    const id = randomUUID();
    await fixture.database.transaction(async (stores) => {
      await stores.conversations.findOrCreateLatest(owner, 'eve', id);
      expect(await stores.conversations.find(owner, id)).toMatchObject({ id, title: undefined });
    });
    expect(await store().find(owner, id)).toMatchObject({ userLabel: 'eve' });
  });

  it('become the latest when somebody writes in them', async () => {
    const older = await create('fay');
    const newer = await create('fay');
    await fixture.query(
      "update conversations set updated_at = now() - interval '1 h' where user_label = 'fay'",
    );
    await fixture.database.messages.appendTurn(owner, {
      conversationId: older.id,
      user: { id: randomUUID(), content: 'hi' },
      assistant: { id: randomUUID(), content: 'hello', model: 'mock' },
    });
    expect((await store().latest(owner, 'fay'))?.id).toBe(older.id);
    expect(newer.id).not.toBe(older.id);
  });

  it('are nobody else’s', async () => {
    const { id } = await create('gus');
    expect(await store().find(stranger, id)).toBeUndefined();
    expect(await store().latest(stranger, 'gus')).toBeUndefined();
    expect(await store().list(stranger, { limit: 9, userLabel: 'gus' })).toEqual([]);
    expect(await store().change(stranger, id, { title: 'mine', tags: ['x'] })).toBeUndefined();
    expect(await store().setTitleIfNone(stranger, id, 'mine')).toBe(false);
    expect(await store().delete(stranger, id)).toBe(false);
    expect(await store().deleteWithPictures(stranger, id)).toBeUndefined();
    expect(await store().find(owner, id)).toMatchObject({ title: undefined, tags: [] });
  });

  it('are listed page by page, each once, the one that was written in last first', async () => {
    const ownerId = await fixture.newUser();
    const ids = Array.from({ length: 7 }, () => randomUUID());
    for (const id of ids) await store().create({ id, ownerId, userLabel: 'ida' });
    // Several of one moment: the id decides then.
    const sameMoment = "update conversations set updated_at = '2026-01-01' where owner_id = $1";
    await fixture.query(sameMoment, [ownerId]);
    const newest = await store().create({ id: randomUUID(), ownerId, userLabel: 'ida' });
    const seen: string[] = [];
    let after = undefined;
    for (let page = 0; page < 4; page += 1) {
      const found = await store().list(ownerId, { limit: 3, after });
      seen.push(...found.map(({ id }) => id));
      after = found.at(-1);
    }
    expect(seen).toEqual([newest.id, ...ids.sort().reverse()]);
  });

  it('are listed by who spoke and by tag', async () => {
    const ownerId = await fixture.newUser();
    const made = async (userLabel: string, tags: string[]) => {
      const { id } = await store().create({ id: randomUUID(), ownerId, userLabel });
      await store().change(ownerId, id, { tags });
      return id;
    };
    const one = await made('jo', ['red', 'blue']);
    const two = await made('kim', ['red']);
    const found = async (page: { userLabel?: string; tag?: string }) =>
      (await store().list(ownerId, { limit: 9, ...page })).map(({ id }) => id).sort();
    expect(await found({ tag: 'red' })).toEqual([one, two].sort());
    expect(await found({ tag: 'blue' })).toEqual([one]);
    expect(await found({ userLabel: 'kim' })).toEqual([two]);
    expect(await found({ userLabel: 'kim', tag: 'blue' })).toEqual([]);
    expect(await found({ tag: 're' })).toEqual([]);
  });

  it('change what is given, and keep their place', async () => {
    const { id, updatedAt } = await create('lea');
    const tagged = await store().change(owner, id, { title: 'Boats', tags: ['b', 'a'] });
    expect(tagged).toMatchObject({ title: 'Boats', tags: ['b', 'a'], updatedAt });
    expect(await store().change(owner, id, {})).toEqual(tagged);
    expect(await store().change(owner, id, { title: null })).toEqual({
      ...tagged,
      title: undefined,
    });
    expect(await store().change(owner, id, { tags: [] })).toMatchObject({ tags: [] });
    expect(await store().change(owner, randomUUID(), { title: 'x' })).toBeUndefined();
  });

  it('get a title from elsewhere only while they have none', async () => {
    const { id } = await create('mia');
    expect(await store().setTitleIfNone(owner, id, 'First')).toBe(true);
    expect(await store().setTitleIfNone(owner, id, 'Second')).toBe(false);
    expect(await store().find(owner, id)).toMatchObject({ title: 'First' });
  });

  it('take their messages along when they are deleted, and leave their jobs', async () => {
    const { id } = await create('hal');
    const imageJobId = await fixture.newJob(owner, { conversationId: id });
    await fixture.database.messages.appendTurn(owner, {
      conversationId: id,
      user: { id: randomUUID(), content: 'draw' },
      assistant: { id: randomUUID(), content: 'yes', model: 'mock', imageJobId },
    });
    expect(await store().delete(owner, id)).toBe(true);
    expect(await store().delete(owner, id)).toBe(false);
    expect(await fixture.query('select 1 from messages where conversation_id = $1', [id])).toEqual(
      [],
    );
    const job = await fixture.database.imageJobs.find(owner, imageJobId);
    expect(job).toMatchObject({ id: imageJobId, conversationId: undefined });
  });

  const drawnTurn = async (conversationId: string) => {
    const imageJobId = await fixture.newJob(owner, { conversationId });
    await fixture.database.messages.appendTurn(owner, {
      conversationId,
      user: { id: randomUUID(), content: 'draw' },
      assistant: { id: randomUUID(), content: 'yes', model: 'mock', imageJobId },
    });
    return imageJobId;
  };

  it('take their pictures along when told so, and no others', async () => {
    const { id } = await create('nan');
    const other = await create('nan');
    const done = await drawnTurn(id);
    const waiting = await drawnTurn(id);
    const kept = await drawnTurn(other.id);
    const drawn = newImages(done);
    await fixture.database.imageJobs.markSucceeded({ jobId: done, fence: 1, images: drawn });

    const deleted = await store().deleteWithPictures(owner, id);
    expect(new Map(deleted?.map((job) => [job.id, job.status]))).toEqual(
      new Map([
        [done, 'succeeded'],
        [waiting, 'queued'],
      ]),
    );
    expect(await store().find(owner, id)).toBeUndefined();
    expect(await fixture.database.imageJobs.findAll(owner, [done, waiting])).toEqual([]);
    expect(await fixture.database.imageJobs.findImage(owner, drawn[0]?.id ?? '')).toBeUndefined();
    expect(await fixture.query('select job_id from outbox where job_id = $1', [waiting])).toEqual(
      [],
    );
    expect(await fixture.database.imageJobs.find(owner, kept)).toMatchObject({ status: 'queued' });
    expect(await store().deleteWithPictures(owner, id)).toBeUndefined();
  });

  it('leave nothing behind when they are deleted while twenty turns are written', async () => {
    const { id } = await create('ole');
    await drawnTurn(id);
    const turn = () =>
      fixture.database.transaction(async (stores) => {
        const imageJobId = randomUUID();
        const job = { id: imageJobId, ownerId: owner, conversationId: id, userLabel: 'ole' };
        const rest = { requestId: 'r', settings, warnings: [] };
        await stores.imageJobs.create({ ...job, ...rest });
        await stores.messages.appendTurn(owner, {
          conversationId: id,
          user: { id: randomUUID(), content: 'draw' },
          assistant: { id: randomUUID(), content: 'yes', model: 'mock', imageJobId },
        });
      });
    const turns = Array.from({ length: 20 }, turn);
    const [deleted, { errors }] = await Promise.all([
      store().deleteWithPictures(owner, id),
      outcomes(turns),
    ]);
    expect(deleted?.length).toBe(21 - errors.length);
    for (const error of errors) expect(error).toMatchObject({ code: 'NOT_FOUND' });
    expect(await fixture.query("select id from image_jobs where user_label = 'ole'")).toEqual([]);
    const ids = deleted?.map((job) => job.id);
    expect(await fixture.database.imageJobs.findAll(owner, ids ?? [])).toEqual([]);
  });
});
