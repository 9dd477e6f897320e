import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, type EmbeddedServer } from '@atelier/embedded';
import {
  createTestDatabase,
  requiredTestVariable,
  tempDir,
  type TestDatabase,
} from '@atelier/testkit';
import { answerOf, startStubLlmWorker } from './testing/stub-llm-worker.js';
import { startTestGateway, type IssuedKey, type TestGateway } from './testing/test-gateway.js';

/** Words that stand for what people say, and for secrets; none may be in a log. */
const canary = (place: string) => `canary-${place}`;
const redisPassword = canary('redis-password');
const json = { 'content-type': 'application/json' };

const closers: (() => Promise<void> | void)[] = [];
let empty: TestDatabase;
let redis: EmbeddedServer;
let gateway: TestGateway;
let ann: IssuedKey;
/** What the model says next. */
let words: string;
/** The last answer. */
let heard: string;

beforeAll(async () => {
  const folder = await tempDir();
  closers.push(folder.remove);
  empty = await createTestDatabase();
  closers.push(empty.drop);
  redis = await startRedis({
    binary: requiredTestVariable('TEST_REDIS_SERVER'),
    dataDir: `${folder.path}/redis`,
    password: redisPassword,
    log: () => undefined,
  });
  closers.push(redis.stop);
  const worker = await startStubLlmWorker(() => words);
  closers.push(worker.close);
  gateway = await startTestGateway({
    databaseUrl: empty.url,
    redisUrl: redis.url,
    llmWorkerUrl: worker.url,
    folder: folder.path,
    environment: {
      LLM_WORKER_TOKEN: canary('llm-worker-token'),
      HF_TOKEN: canary('hub-token'),
      RATE_LIMIT_USER_PER_MINUTE: '1000',
      RATE_LIMIT_ADDRESS_PER_MINUTE: '1000',
    },
  });
  closers.push(gateway.stop);
  ann = await gateway.issue(canary('user'));
});
afterAll(async () => {
  // Also when the start went wrong half-way.
  for (const close of closers.reverse()) await close();
});

const said = (fields: object = {}) =>
  JSON.stringify({ user_id: canary('label'), message: `Draw a ${canary('message')}`, ...fields });
const picture = `\`\`\`image_prompt\n{"prompt":"a ${canary('prompt')} boat"}\n\`\`\``;
const answer = answerOf(`A ${canary('answer')}.\n${picture}`, canary('reasoning'));

interface Init {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request with Ann's key and waits for the whole answer. */
async function send(path: string, init: Init = {}): Promise<number> {
  const headers = { authorization: `Bearer ${ann.key}`, ...init.headers };
  const response = await fetch(gateway.url + path, { ...init, headers });
  heard = await response.text();
  return response.status;
}
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  send(path, { method: 'POST', body, headers: { ...json, ...headers } });

describe('the log', () => {
  it('names requests, and neither what is said in them nor any secret', async () => {
    words = answer;
    expect(await post('/chat', said())).toBe(200);
    expect(heard).toContain(canary('answer'));
    const job = /"image_job_id":"([^"]+)"/.exec(heard)?.[1] ?? '';
    expect(await send(`/api/v1/image-jobs/${job}`)).toBe(200);
    expect(heard).toContain(canary('prompt'));
    expect(await post('/api/v1/chat', said())).toBe(200);
    expect(await post('/api/v1/chat', said(), { accept: 'text/event-stream' })).toBe(200);

    // What a model says wrong, or not at all.
    words = `{"type":"${canary('nonsense')}"}\n`;
    expect(await post('/chat', said())).toBe(503);
    words = canary('no-json');
    expect(await post('/chat', said())).toBe(503);
    words = answer;

    // What a client sends wrong.
    expect(await post('/chat', `{"message":"${canary('broken')}`)).toBe(400);
    expect(await post('/chat', said({ [canary('field')]: canary('value') }))).toBe(400);
    expect(await post('/chat', said({ conversation_id: randomUUID() }))).toBe(404);
    expect(await post('/chat', said(), { 'content-type': canary('type') })).toBe(415);
    expect(await send(`/${canary('path')}?q=${canary('query')}`)).toBe(404);
    expect(await send(`/api/v1/images/${canary('id')}`)).toBe(400);
    expect(await send('/', { headers: { origin: `http://${canary('origin')}` } })).toBe(403);

    // Who is not let in.
    const revoked = await gateway.issue(canary('user'));
    await gateway.database.apiKeys.revoke(revoked.id);
    for (const key of [revoked.key, canary('key'), `atl_${'c'.repeat(43)}`]) {
      expect(await send('/chat', { headers: { authorization: `Bearer ${key}` } })).toBe(405);
      const headers = { authorization: `Bearer ${key}`, cookie: canary('cookie') };
      expect(await post('/chat', said(), headers)).toBe(401);
      expect(await post('/chat', said(), { authorization: '', 'x-api-key': key })).toBe(401);
    }
    expect(await post('/chat', said(), { authorization: `Basic ${canary('basic')}` })).toBe(401);

    const log = gateway.logged();
    expect(log.split('"event":"request.answered"').length - 1).toBeGreaterThanOrEqual(20);
    expect(log).toContain('"code":"UNAUTHENTICATED"');
    expect(log).toContain('"event":"request.unserved"');
    expect(log).not.toMatch(/canary/i);
    for (const { key } of [ann, revoked]) expect(log).not.toContain(key.slice(4, 20));
    expect(log).not.toContain('c'.repeat(20));
    expect(log).not.toContain(new URL(empty.url).password);
  });

  it('says nothing of it either when database and Redis are away', async () => {
    await redis.stop();
    words = answer;
    await post('/chat', said());
    await empty.drop();
    expect(await post('/chat', said())).toBe(503);
    const log = gateway.logged();
    expect(log).toContain('"code":"DATABASE_UNAVAILABLE"');
    expect(log).not.toMatch(/canary/i);
    expect(log).not.toContain(ann.key.slice(4, 20));
    expect(log).not.toContain(new URL(empty.url).password);
  });
});
