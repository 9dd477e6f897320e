import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@atelier/testkit';
import pg from 'pg';
import { migrateDatabase } from './migrate.js';

const migrations = readdirSync(new URL('../migrations', import.meta.url)).filter((name) =>
  name.endsWith('.sql'),
);

describe('migrateDatabase', () => {
  let url: string;
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    url = database.url;
    client = new pg.Client({ connectionString: url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('says that the database is not ready while another process holds the lock', async () => {
    await client.query('select pg_advisory_lock(7318402616)');
    await expect(migrateDatabase(url, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    await client.query('select pg_advisory_unlock_all()');
    const { rows } = await client.query("select 1 from pg_tables where schemaname = 'public'");
    expect(rows).toEqual([]);
  });

  it('applies each migration once when five processes start at the same moment', async () => {
    await Promise.all(Array.from({ length: 5 }, () => migrateDatabase(url, { timeoutMs: 30_000 })));
    const { rows } = await client.query('select 1 from drizzle.__drizzle_migrations');
    expect(rows).toHaveLength(migrations.length);
    await expect(client.query('select 1 from image_jobs')).resolves.toMatchObject({ rowCount: 0 });
  });

  it('has nothing to do the next time', async () => {
    await migrateDatabase(url, { timeoutMs: 30_000 });
    const { rows } = await client.query('select 1 from drizzle.__drizzle_migrations');
    expect(rows).toHaveLength(migrations.length);
  });

  it('leaves no connection and no lock behind', async () => {
    const others = () =>
      client.query("select 1 from pg_stat_activity where application_name = 'atelier-migrate'");
    for (let tries = 0; tries < 100 && (await others()).rowCount !== 0; tries += 1);
    await expect(others()).resolves.toMatchObject({ rowCount: 0 });
  });

  it.each([
    ['a server that does not run', 'DATABASE_UNAVAILABLE', 'postgres://x@127.0.0.1:1/x'],
    ['no address at all', 'CANNOT_START', 'postgres://x@127.0.0.1:port/x'],
  ])('says what is wrong: %s', async (_, code, wrongUrl) => {
    await expect(migrateDatabase(wrongUrl, { timeoutMs: 5_000 })).rejects.toMatchObject({ code });
  });

  it('says that the database does not exist', async () => {
    const wrong = new URL(url);
    wrong.pathname = '/nowhere';
    await expect(migrateDatabase(wrong.href, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: 'The database named in DATABASE_URL does not exist; create it.',
    });
  });

  it('says that a migration can not be applied, and leaves nothing half done', async () => {
    const other = await createTestDatabase();
    const inside = new pg.Client({ connectionString: other.url });
    await inside.connect();
    await inside.query('create table messages (id int)');
    await expect(migrateDatabase(other.url, { timeoutMs: 30_000 })).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: expect.stringContaining('SQLSTATE 42P07'),
    });
    const { rows } = await inside.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    expect(rows).toEqual([{ tablename: 'messages' }]);
    await inside.end();
    await other.drop();
  });
});
