import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, type Fixture } from '../testing/fixture.js';

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
    expect(await store().delete(stranger, id)).toBe(false);
    expect(await store().find(owner, id)).toBeDefined();
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
});
