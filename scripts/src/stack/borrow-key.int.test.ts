import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from '@atelier/client';
import { createDatabase, type Database } from '@atelier/database';
import { createTestDatabase, type TestDatabase } from '@atelier/testkit';
import { borrowKey } from './borrow-key.js';

describe('borrowKey', () => {
  let empty: TestDatabase;
  let database: Database;
  let server: Server;
  let shown: (string | undefined)[];

  beforeEach(async () => {
    empty = await createTestDatabase();
    database = createDatabase({ url: empty.url, onError: () => undefined });
    shown = [];
    server = createServer((request, response) => {
      shown.push(request.headers.authorization?.replace('Bearer ', ''));
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.close();
    await database.close();
    await empty.drop();
  });

  it('lets a client in to chat, on a database nobody has used, and leaves no key', async () => {
    const { fetch, giveBack } = await borrowKey(empty.url);
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await createClient({ baseUrl, fetch }).deleteConversation(
      '0199a1b2-0000-7000-8000-000000000001',
    );
    const [key = ''] = shown;
    expect(await database.apiKeys.find(key)).toMatchObject({ scopes: ['chat'] });
    await giveBack();
    expect(await database.apiKeys.list()).toEqual([]);
  });
});
