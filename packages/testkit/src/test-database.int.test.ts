import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from './test-database.js';

describe('createTestDatabase', () => {
  it('makes databases apart from each other, and drops them under their users', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const client = new pg.Client({ connectionString: one.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE only_here (id int)');

    const neighbour = new pg.Client({ connectionString: other.url });
    await neighbour.connect();
    await expect(neighbour.query('SELECT * FROM only_here')).rejects.toThrow('does not exist');
    await neighbour.end();

    await Promise.all([one.drop(), other.drop()]);
    await expect(client.query('SELECT 1')).rejects.toThrow();
    await expect(new pg.Client({ connectionString: one.url }).connect()).rejects.toThrow(
      'does not exist',
    );
  });
});
