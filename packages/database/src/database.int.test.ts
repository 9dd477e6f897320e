import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, waitFor } from '@atelier/testkit';
import { createFixture, outcomes, type Fixture } from './testing/fixture.js';

const unavailable = { code: 'DATABASE_UNAVAILABLE' };

describe('createDatabase', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  afterAll(() => fixture.close());

  const terminateOthers = (state: string) =>
    fixture.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and state = $1 and pid <> pg_backend_pid()`,
      [state],
    );

  it('keeps nothing of a transaction that throws', async () => {
    const name = randomUUID();
    const wrong = new Error('no');
    const work = fixture.database.transaction(async (stores) => {
      await stores.users.ensure({ id: randomUUID(), name });
      throw wrong;
    });
    await expect(work).rejects.toBe(wrong);
    expect(await fixture.query('select 1 from users where name = $1', [name])).toEqual([]);
  });

  it('keeps all of a transaction that ends well, and shows none of it before', async () => {
    const [id, name] = [randomUUID(), randomUUID()];
    await fixture.database.transaction(async (stores) => {
      await stores.users.ensure({ id, name });
      expect(await fixture.query('select 1 from users where id = $1', [id])).toEqual([]);
    });
    expect(await fixture.query('select name from users where id = $1', [id])).toEqual([{ name }]);
  });

  it('does not call a transaction done that Postgres rolled back', async () => {
    const [id, name] = [randomUUID(), randomUUID()];
    const work = fixture.database.transaction(async (stores) => {
      await stores.users.ensure({ id, name });
      await stores.users.ensure({ id, name: randomUUID() }).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('nothing was written');
    expect(await fixture.query('select 1 from users where id = $1', [id])).toEqual([]);
  });

  it('makes one user of twenty first requests at once', async () => {
    const name = randomUUID();
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => fixture.database.users.ensure({ id: randomUUID(), name })),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('gives up a statement that waits too long', async () => {
    const impatient = fixture.open({ statementTimeoutMs: 200 });
    const owner = await fixture.newUser();
    await fixture.database.transaction(async (stores) => {
      await stores.users.lock(owner);
      const second = impatient.transaction((others) => others.users.lock(owner));
      await expect(second).rejects.toMatchObject(unavailable);
    });
    await expect(impatient.ping()).resolves.toBeUndefined();
  });

  it('gives up waiting for a free connection', async () => {
    const small = fixture.open({ poolSize: 1, connectTimeoutMs: 200 });
    await small.transaction(async () => {
      await expect(small.ping()).rejects.toMatchObject(unavailable);
    });
    await expect(small.ping()).resolves.toBeUndefined();
  });

  it('survives a connection that breaks while it is idle', async () => {
    const victim = fixture.open();
    await victim.ping();
    const before = fixture.errors.length;
    await terminateOthers('idle');
    await waitFor(() => fixture.errors.length > before, { what: 'the error to be told' });
    await expect(victim.ping()).resolves.toBeUndefined();
  });

  it('survives a connection that breaks inside a transaction, between two statements', async () => {
    const victim = fixture.open({ poolSize: 1 });
    const [id, name] = [randomUUID(), randomUUID()];
    const work = victim.transaction(async (stores) => {
      await stores.users.ensure({ id, name });
      const before = fixture.errors.length;
      await terminateOthers('idle in transaction');
      await waitFor(() => fixture.errors.length > before, { what: 'the error to be told' });
      await stores.users.lock(id);
    });
    await expect(work).rejects.toMatchObject(unavailable);
    await expect(victim.ping()).resolves.toBeUndefined();
    expect(await fixture.query('select 1 from users where id = $1', [id])).toEqual([]);
  });

  it('says that a server which does not run does not answer', async () => {
    const nobody = fixture.open({ url: 'postgres://x@127.0.0.1:1/x' });
    await expect(nobody.ping()).rejects.toMatchObject(unavailable);
    await expect(nobody.users.ensure({ id: randomUUID(), name: 'x' })).rejects.toMatchObject(
      unavailable,
    );
    await expect(nobody.transaction(() => Promise.resolve())).rejects.toMatchObject(unavailable);
  });

  it('lets running calls end when it is closed, and refuses later ones', async () => {
    const closing = fixture.open();
    const running = Array.from({ length: 5 }, () => closing.ping());
    const { errors } = await outcomes([...running, closing.close()]);
    expect(errors).toEqual([]);
    await expect(closing.ping()).rejects.toMatchObject(unavailable);
  });
});
