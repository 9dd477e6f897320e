import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, outcomes, type Fixture } from '../testing/fixture.js';
import type { ClaimRequest } from './idempotency.store.js';

const answer = { statusCode: 200, body: { assistant_response: 'hello', image_urls: [] } };

describe('idempotency keys', () => {
  let fixture: Fixture;
  let owner: string;
  let key: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
    owner = await fixture.newUser();
  });
  beforeEach(() => {
    key = randomUUID();
  });
  afterAll(() => fixture.close());

  const store = () => fixture.database.idempotency;
  const claim = (values: Partial<ClaimRequest> = {}) =>
    store().claim({ ownerId: owner, key, fingerprint: 'f', leaseMs: 60_000, ...values });
  const endLease = () =>
    fixture.query(
      "update idempotency_keys set lease_until = now() - interval '1 s' where key = $1",
      [key],
    );

  it('are claimed by one of twenty callers at once', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim()));
    const sorted = claims.map(({ outcome }) => outcome).sort();
    expect(sorted).toEqual(['claimed', ...Array.from({ length: 19 }, () => 'in-flight')]);
  });

  it('replay the answer that was kept', async () => {
    await claim();
    await store().complete({ ownerId: owner, key, ...answer });
    expect(await claim()).toEqual({ outcome: 'replay', ...answer });
    await endLease();
    expect(await claim()).toEqual({ outcome: 'replay', ...answer });
  });

  it.each([[null], ['text'], [0], [[]]])('replay a body of %j as it was', async (body) => {
    await claim();
    await store().complete({ ownerId: owner, key, statusCode: 202, body });
    expect(await claim()).toEqual({ outcome: 'replay', statusCode: 202, body });
  });

  it('refuse another request, before and after the answer', async () => {
    await claim();
    expect(await claim({ fingerprint: 'g' })).toEqual({ outcome: 'mismatch' });
    await endLease();
    expect(await claim({ fingerprint: 'g' })).toEqual({ outcome: 'mismatch' });
    await store().complete({ ownerId: owner, key, ...answer });
    expect(await claim({ fingerprint: 'g' })).toEqual({ outcome: 'mismatch' });
  });

  it('belong to their owner', async () => {
    const stranger = await fixture.newUser();
    await claim();
    expect(await claim({ ownerId: stranger, fingerprint: 'g' })).toEqual({ outcome: 'claimed' });
    await store().complete({ ownerId: stranger, key, ...answer });
    expect(await claim()).toEqual({ outcome: 'in-flight' });
    await store().release({ ownerId: stranger, key });
    expect(await claim()).toEqual({ outcome: 'in-flight' });
  });

  it('are taken over by one caller when the lease is over', async () => {
    await claim();
    await endLease();
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim()));
    expect(claims.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(1);
  });

  it('stay claimed when the lease is renewed', async () => {
    await claim();
    await endLease();
    expect(await store().renew({ ownerId: owner, key, leaseMs: 60_000 })).toBe(true);
    expect(await claim()).toEqual({ outcome: 'in-flight' });
    expect(await store().renew({ ownerId: owner, key: 'none', leaseMs: 60_000 })).toBe(false);
  });

  it('can be claimed again after a failure was released, but keep an answer', async () => {
    await claim();
    await store().release({ ownerId: owner, key });
    expect(await claim()).toEqual({ outcome: 'claimed' });
    await store().complete({ ownerId: owner, key, ...answer });
    await store().release({ ownerId: owner, key });
    expect(await claim()).toMatchObject({ outcome: 'replay' });
  });

  it('let one of two claims have an effect', async () => {
    await claim();
    await endLease();
    await claim();
    const finish = () =>
      fixture.database.transaction(async (stores) => {
        const id = randomUUID();
        await stores.conversations.create({ id, ownerId: owner, userLabel: key });
        await stores.idempotency.complete({ ownerId: owner, key, ...answer });
      });
    const { results, errors } = await outcomes([finish(), finish()]);
    expect(results).toHaveLength(1);
    expect(errors).toMatchObject([{ code: 'IDEMPOTENCY_IN_FLIGHT' }]);
    const made = await fixture.query('select 1 from conversations where user_label = $1', [key]);
    expect(made).toHaveLength(1);
  });

  it('are open again when the transaction of the answer fails', async () => {
    await claim();
    const work = fixture.database.transaction(async (stores) => {
      await stores.idempotency.complete({ ownerId: owner, key, ...answer });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await claim()).toEqual({ outcome: 'in-flight' });
  });

  it('are purged when they are old and nobody answers them', async () => {
    await fixture.query('delete from idempotency_keys');
    const keys = { answered: 'a', abandoned: 'b', open: 'c', young: 'd' };
    for (const name of Object.values(keys)) await claim({ key: name });
    await store().complete({ ownerId: owner, key: keys.answered, ...answer });
    await store().complete({ ownerId: owner, key: keys.young, ...answer });
    await fixture.query(
      `update idempotency_keys set created_at = now() - interval '2 h',
         lease_until = case key when 'b' then now() - interval '1 h' else lease_until end
       where key <> 'd'`,
    );
    expect(await store().purge(3_600_000)).toBe(2);
    const left = await fixture.query('select key from idempotency_keys order by key');
    expect(left).toEqual([{ key: 'c' }, { key: 'd' }]);
  });
});
