import { readdirSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@atelier/testkit';
import pg from 'pg';
import { createDatabase } from './database.js';
import { settings } from './testing/fixture.js';

const folder = new URL('../migrations/', import.meta.url);
const migrations = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort();

describe('an upgrade', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  const apply = async (names: readonly string[]) => {
    for (const name of names) await client.query(readFileSync(new URL(name, folder), 'utf8'));
  };

  it('from before owners took turns goes on with what was waiting', async () => {
    const before = migrations.findIndex((name) => name.startsWith('0002'));
    await apply(migrations.slice(0, before));
    const [owner, other] = [randomUUID(), randomUUID()];
    const jobs = [owner, owner, other].map((ownerId) => ({ id: randomUUID(), ownerId }));
    await client.query("insert into users (id, name) values ($1, 'a'), ($2, 'b')", [owner, other]);
    for (const [index, { id, ownerId }] of jobs.entries()) {
      await client.query(
        `insert into image_jobs (id, owner_id, user_label, request_id, settings, warnings, steps)
         values ($1, $2, 'ann', 'r', $3, '[]', 20)`,
        [id, ownerId, JSON.stringify(settings)],
      );
      await client.query(
        `insert into outbox (job_id, created_at) values ($1, now() + $2 * interval '1 s')`,
        [id, index],
      );
    }
    await apply(migrations.slice(before));
    const upgraded = createDatabase({ url: database.url, onError: () => undefined });
    const sent: unknown[] = [];
    await upgraded.outbox.relay(9, ({ jobId, work }) => {
      sent.push([jobId, work]);
      return Promise.resolve();
    });
    await upgraded.close();
    const work = { kind: 'generate' };
    const [first, second, others] = jobs;
    expect(sent).toEqual([first, others, second].map((job) => [job?.id, work]));
  });
});
