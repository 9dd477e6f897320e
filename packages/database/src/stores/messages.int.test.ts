import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, outcomes, settings, type Fixture } from '../testing/fixture.js';
import type { NewTurn } from './messages.store.js';

describe('messages', () => {
  let fixture: Fixture;
  let owner: string;
  let stranger: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
    owner = await fixture.newUser();
    stranger = await fixture.newUser();
  });
  afterAll(() => fixture.close());

  const store = () => fixture.database.messages;
  const newConversation = async () => {
    const id = randomUUID();
    await fixture.database.conversations.create({ id, ownerId: owner, userLabel: 'ann' });
    return id;
  };
  const turn = (conversationId: string, name: string, imageJobId?: string): NewTurn => ({
    conversationId,
    user: { id: randomUUID(), content: `ask ${name}` },
    assistant: { id: randomUUID(), content: `answer ${name}`, model: 'mock', imageJobId },
  });

  it('come back as the last turns, oldest first', async () => {
    const id = await newConversation();
    for (const name of ['1', '2', '3']) await store().appendTurn(owner, turn(id, name));
    const turns = await store().lastTurns(owner, id, 2);
    expect(turns.map(({ user, assistant }) => [user.content, assistant.content])).toEqual([
      ['ask 2', 'answer 2'],
      ['ask 3', 'answer 3'],
    ]);
    expect(turns[0]).toMatchObject({
      user: { seq: 3, role: 'user', model: undefined, imageJobId: undefined },
      assistant: { seq: 4, role: 'assistant', model: 'mock' },
    });
  });

  it('carry what the model thought, what was warned of and what it took', async () => {
    const id = await newConversation();
    const warnings = [{ code: 'CLAMPED', message: 'steps is 100 at most.' }];
    const usage = { promptTokens: 7, completionTokens: 3, cachedTokens: 0 };
    const { user, assistant } = turn(id, 'x');
    const told = { ...assistant, reasoning: 'Let me see.', warnings, usage };
    await store().appendTurn(owner, { conversationId: id, user, assistant: told });
    const [last] = await store().lastTurns(owner, id, 1);
    expect(last?.assistant).toMatchObject({ reasoning: 'Let me see.', warnings, usage });
    expect(last?.user).toMatchObject({ reasoning: undefined, warnings: [], usage: undefined });
    expect(last?.user).not.toHaveProperty('search');
  });

  it('of one turn stay side by side when twenty are written at once', async () => {
    const id = await newConversation();
    const names = Array.from({ length: 20 }, (_, index) => String(index));
    await Promise.all(names.map((name) => store().appendTurn(owner, turn(id, name))));
    const turns = await store().lastTurns(owner, id, 100);
    expect(turns).toHaveLength(20);
    expect(turns.flatMap(({ user, assistant }) => [user.seq, assistant.seq])).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    for (const { user, assistant } of turns)
      expect(assistant.content).toBe(user.content.replace('ask', 'answer'));
  });

  it('are written beside their jobs in twenty transactions at once', async () => {
    const conversationId = await newConversation();
    const writeTurn = () =>
      fixture.database.transaction(async (stores) => {
        const id = randomUUID();
        const job = { id, ownerId: owner, conversationId, userLabel: 'ann', requestId: 'r' };
        await stores.imageJobs.create({ ...job, settings, warnings: [] });
        await stores.messages.appendTurn(owner, turn(conversationId, id, id));
      });
    const { errors } = await outcomes(Array.from({ length: 20 }, writeTurn));
    expect(errors).toEqual([]);
    expect(await store().lastTurns(owner, conversationId, 100)).toHaveLength(20);
  });

  it('name the job that they started', async () => {
    const id = await newConversation();
    const imageJobId = await fixture.newJob(owner);
    await store().appendTurn(owner, turn(id, 'x', imageJobId));
    const [last] = await store().lastTurns(owner, id, 1);
    expect(last?.assistant.imageJobId).toBe(imageJobId);
  });

  it('are not written into, nor read from, another owner’s conversation', async () => {
    const id = await newConversation();
    await store().appendTurn(owner, turn(id, 'mine'));
    await expect(store().appendTurn(stranger, turn(id, 'x'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await store().lastTurns(stranger, id, 5)).toEqual([]);
    expect(await store().lastTurns(owner, id, 5)).toHaveLength(1);
  });

  it('do not name another owner’s job', async () => {
    const id = await newConversation();
    const foreign = await fixture.newJob(stranger);
    await expect(store().appendTurn(owner, turn(id, 'x', foreign))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await store().lastTurns(owner, id, 5)).toEqual([]);
  });
});
