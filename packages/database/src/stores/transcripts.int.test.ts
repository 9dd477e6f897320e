import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, type Fixture } from '../testing/fixture.js';

describe('transcripts', () => {
  let fixture: Fixture;
  let owner: string;
  let id: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
    owner = await fixture.newUser();
    id = randomUUID();
    await fixture.database.conversations.create({ id, ownerId: owner, userLabel: 'ann' });
    for (let turn = 1; turn <= 3; turn += 1) {
      await fixture.database.messages.appendTurn(owner, {
        conversationId: id,
        user: { id: randomUUID(), content: `ask ${turn}` },
        assistant: { id: randomUUID(), content: `answer ${turn}`, model: 'mock' },
      });
    }
  });
  afterAll(() => fixture.close());

  const store = () => fixture.database.transcripts;
  const places = (messages: readonly { readonly seq: number }[]) => messages.map(({ seq }) => seq);

  it('are read from their end, each page oldest first', async () => {
    const page = await store().newest(owner, id, { limit: 4 });
    expect(places(page)).toEqual([3, 4, 5, 6]);
    expect(page[0]).toMatchObject({ role: 'user', content: 'ask 2', warnings: [] });
    expect(page[0]).not.toHaveProperty('search');
    expect(places(await store().newest(owner, id, { limit: 4, before: 3 }))).toEqual([1, 2]);
    expect(await store().newest(owner, id, { limit: 4, before: 1 })).toEqual([]);
  });

  it('are read from their beginning up to a place', async () => {
    const page = { limit: 2, upTo: 5 };
    expect(places(await store().following(owner, id, { ...page, after: 0 }))).toEqual([1, 2]);
    expect(places(await store().following(owner, id, { ...page, after: 4 }))).toEqual([5]);
    expect(await store().following(owner, id, { ...page, after: 5 })).toEqual([]);
    expect(await store().lastPlace(owner, id)).toBe(6);
    expect(await store().lastPlace(owner, randomUUID())).toBe(0);
  });

  it('are nobody else’s', async () => {
    const stranger = await fixture.newUser();
    expect(await store().newest(stranger, id, { limit: 9 })).toEqual([]);
    expect(await store().following(stranger, id, { limit: 9, after: 0, upTo: 9 })).toEqual([]);
    expect(await store().lastPlace(stranger, id)).toBe(0);
  });
});
