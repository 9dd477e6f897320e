import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { imageDefaults } from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { createLogger } from '@atelier/logging';
import { createTestDatabase, waitFor, type TestDatabase } from '@atelier/testkit';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { startWebhooks, type Webhooks } from './start-webhooks.js';
import { startTestReceiver, type TestReceiver } from './testing/test-receiver.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let written = '';
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    written += chunk.toString();
    done();
  },
});
const log = createLogger({ service: 'test', stream });
/** How often something was logged in this test. */
const logged = (event: string) => written.split(`"event":"${event}"`).length - 1;

let testDatabase: TestDatabase;
let database: Database;
let receiver: TestReceiver;
let statuses: number[];
let ownerId: string;
const gateways: Webhooks[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  ownerId = await database.users.ensure({ id: uuidv7(), name: 'ann' });
});
beforeEach(async () => {
  statuses = [];
  written = '';
  receiver = await startTestReceiver((response) => {
    response.writeHead(statuses.shift() ?? 200).end();
  });
});
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  await receiver.stop();
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

function startGateway(): Webhooks {
  const config = { WEBHOOK_SECRET: secret, WEBHOOK_ALLOW_PRIVATE: true };
  const gateway = startWebhooks({ config, database, log });
  gateways.push(gateway);
  return gateway;
}

async function newJob(): Promise<string> {
  const id = uuidv7();
  await database.imageJobs.create({
    ...{ id, ownerId, userLabel: 'me', requestId: 'r1', warnings: [] },
    settings: { ...imageDefaults, prompt: 'a cat', seed: 1 },
    webhookUrl: `http://127.0.0.1:${receiver.port}/hook`,
  });
  return id;
}

describe('webhooks', () => {
  it('tell the end of a job, signed so that the reference library takes it', async () => {
    const gateway = startGateway();
    const id = await newJob();
    await database.imageJobs.cancel(ownerId, id);
    gateway.onEnded();
    await waitFor(() => receiver.received.length > 0);
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(verified).toMatchObject({
      type: 'image_job.cancelled',
      data: { id, status: 'cancelled', settings: { prompt: 'a cat' } },
    });
    await waitFor(() => logged('webhook.delivered') === 1);
  });

  it('come again after a restart, with the same id, until they are taken', async () => {
    statuses = [500];
    const first = startGateway();
    await database.imageJobs.cancel(ownerId, await newJob());
    first.onEnded();
    await waitFor(() => logged('webhook.failed') === 1);
    await first.stop();
    // As if its pause were over.
    const id = String(receiver.received[0]?.headers['webhook-id']);
    await database.webhooks.markUndelivered(id, 'HTTP 500', { inMs: 0 });
    startGateway();
    await waitFor(() => logged('webhook.delivered') === 1);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('are told once by two gateways', async () => {
    for (let index = 0; index < 20; index += 1) {
      await database.imageJobs.cancel(ownerId, await newJob());
    }
    startGateway();
    startGateway();
    await waitFor(() => logged('webhook.delivered') === 20);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
  });
});
