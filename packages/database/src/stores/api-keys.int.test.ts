import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiKeyPattern } from '@atelier/contracts';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, type Fixture } from '../testing/fixture.js';
import type { ApiKeyStore } from './api-keys.store.js';

describe('api keys', () => {
  let fixture: Fixture;
  let keys: ApiKeyStore;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
    keys = fixture.database.apiKeys;
  });
  afterAll(() => fixture.close());

  const issue = async (values: { scopes?: ['chat'] } = {}) => {
    const [id, ownerId] = [randomUUID(), await fixture.newUser()];
    const key = await keys.issue({ id, ownerId, name: 'laptop', scopes: ['pictures'], ...values });
    return { id, ownerId, key };
  };
  const lastUse = async (id: string) =>
    (await keys.list()).find((key) => key.id === id)?.lastUsedAt?.getTime();

  it('are long and random, and not kept', async () => {
    const [one, two] = [await issue(), await issue()];
    for (const { key } of [one, two]) expect(key).toMatch(apiKeyPattern);
    expect(one.key).not.toBe(two.key);
    const rows = await fixture.query('select * from api_keys where id = $1', [one.id]);
    const text = JSON.stringify(rows);
    expect(text).toContain(one.key.slice(0, 8));
    expect(text).not.toContain(one.key.slice(0, 9));
  });

  it('stand for their owner and scopes', async () => {
    const { id, ownerId, key } = await issue({ scopes: ['chat'] });
    expect(await keys.find(key)).toEqual({ id, ownerId, scopes: ['chat'], usedLately: false });
  });

  it.each(['', 'atl_', `atl_${'a'.repeat(43)}`, "' or ''='"])(
    '%j stands for nobody',
    async (key) => {
      expect(await keys.find(key)).toBeUndefined();
    },
  );

  it('stand for nobody once revoked, and stay in the list', async () => {
    const { id, key } = await issue();
    expect(await keys.revoke(id)).toBe('revoked');
    expect(await keys.find(key)).toBeUndefined();
    const listed = (await keys.list()).find((one) => one.id === id);
    expect(listed?.revokedAt).toBeInstanceOf(Date);
    expect(await keys.revoke(id)).toBe('before');
    expect((await keys.list()).find((one) => one.id === id)).toEqual(listed);
    expect(await keys.revoke(randomUUID())).toBe('unknown');
  });

  it('remember their last use to the minute', async () => {
    const { id, key } = await issue();
    expect(await lastUse(id)).toBeUndefined();
    await keys.touch(id);
    const first = await lastUse(id);
    expect(first).toBeDefined();
    expect(await keys.find(key)).toMatchObject({ usedLately: true });
    await keys.touch(id);
    expect(await lastUse(id)).toBe(first);
    const longAgo = `update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`;
    await fixture.query(longAgo, [id]);
    expect(await keys.find(key)).toMatchObject({ usedLately: false });
    await keys.touch(id);
    expect(await keys.find(key)).toMatchObject({ usedLately: true });
  });

  it('can be removed without a trace', async () => {
    const { id, key } = await issue();
    await keys.delete(id);
    expect(await keys.find(key)).toBeUndefined();
    expect((await keys.list()).some((one) => one.id === id)).toBe(false);
  });

  it('are listed with the names of their users, oldest first', async () => {
    const ownerId = await fixture.database.users.ensure({ id: randomUUID(), name: 'ada' });
    const ids = [randomUUID(), randomUUID()];
    for (const id of ids) await keys.issue({ id, ownerId, name: 'k', scopes: ['chat', 'models'] });
    const adas = (await keys.list()).filter(({ userName }) => userName === 'ada');
    expect(adas.map(({ id }) => id)).toEqual(ids);
    expect(adas[0]).toMatchObject({ name: 'k', scopes: ['chat', 'models'], revokedAt: undefined });
  });
});
