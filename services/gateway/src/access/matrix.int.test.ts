import { createHash, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChatEvent,
  ChatReply,
  endpoints,
  imageKey,
  scopeOf,
  thumbnailKey,
  type Endpoint,
  type EndpointName,
} from '@atelier/contracts';
import { startRedis } from '@atelier/embedded';
import { createLogger } from '@atelier/logging';
import { createTestDatabase, requiredTestVariable, tempDir } from '@atelier/testkit';
import { testApp } from '../http/testing/test-app.js';
import { toImageJobView } from '../image-jobs/to-image-job-view.js';
import { createAccess } from './access.js';
import { identifyByKey } from './identify.js';
import { askEndpoint } from './testing/ask.js';
import { cases, type Owned } from './testing/matrix-inputs.js';
import { findLeaks, type Stranger } from './testing/stranger.js';
import { answerOf, startStubLlmWorker } from './testing/stub-llm-worker.js';
import { startTestGateway, type IssuedKey, type TestGateway } from './testing/test-gateway.js';

const canary = 'canaryofann';
const log = createLogger({ service: 'test', level: 'fatal' });
const names = Object.keys(endpoints) as EndpointName[];
const scopeNeeded = (name: EndpointName) => scopeOf(endpoints[name]);
const keyed = names.filter((name) => scopeNeeded(name) !== undefined);

const closers: (() => Promise<void> | void)[] = [];
let gateway: TestGateway;
let ann: IssuedKey;
let owned: Owned;
let stranger: Stranger;

beforeAll(async () => {
  const folder = await tempDir();
  closers.push(folder.remove);
  const empty = await createTestDatabase();
  closers.push(empty.drop);
  const redis = await startRedis({
    binary: requiredTestVariable('TEST_REDIS_SERVER'),
    dataDir: `${folder.path}/redis`,
    password: randomUUID(),
    log: () => undefined,
  });
  closers.push(redis.stop);
  // Answers with Ann's word to whatever has it, so that it shows who is shown her history.
  const block = `\`\`\`image_prompt\n{"prompt":"a red ${canary} boat"}\n\`\`\``;
  const worker = await startStubLlmWorker((asked) =>
    answerOf(asked.includes(canary) ? `Here is the ${canary}.\n${block}` : 'Hello.'),
  );
  closers.push(worker.close);
  gateway = await startTestGateway({
    databaseUrl: empty.url,
    redisUrl: redis.url,
    llmWorkerUrl: worker.url,
    folder: folder.path,
  });
  closers.push(gateway.stop);
  ann = await gateway.issue('ann');
  owned = await seed();
  const key = await gateway.issue('bob');
  const missing = {
    conversation: randomUUID(),
    turn: randomUUID(),
    job: randomUUID(),
    image: randomUUID(),
    spareImage: randomUUID(),
    userId: 'nobody',
  };
  const secrets = [canary, ann.ownerId, ann.id, ...Object.values({ ...owned })];
  stranger = { url: gateway.url, key: key.key, owned, missing, secrets };
});
afterAll(async () => {
  // Also when the start went wrong half-way.
  for (const close of closers.reverse()) await close();
});

/** Ann says something, and gets one of everything. */
async function seed(): Promise<Owned> {
  const { database, blobs, url } = gateway;
  const userId = `${canary}-label`;
  const response = await fetch(`${url}/api/v1/chat`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ann.key}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({ user_id: userId, message: `Please draw a red boat ${canary}` }),
  });
  const events = [...(await response.text()).matchAll(/^data: ?(.+)$/gm)].map(([, data = '']) =>
    ChatEvent.parse(JSON.parse(data)),
  );
  const start = events.find((event) => event.type === 'message-start');
  const picture = events.find((event) => event.type === 'image-job');
  if (!start || !picture) throw new Error(`No picture came: ${JSON.stringify(events)}`);
  const { conversation_id: conversation, message_id: turn } = start;
  const job = picture.image_job_id;
  const png = Buffer.from(`89504e470d0a1a0a${Buffer.from(canary).toString('hex')}`, 'hex');
  const [image, spareImage] = [randomUUID(), randomUUID()];
  const images = [image, spareImage].map((id, index) => ({
    id,
    index,
    key: imageKey(job, index),
    sha256: createHash('sha256').update(png).digest('hex'),
    bytes: png.length,
    width: 128,
    height: 128,
    seed: 1,
    format: 'png' as const,
    thumbnail: { key: thumbnailKey(job, index), bytes: png.length },
    look: '0123456789abcdef',
  }));
  for (const { key, thumbnail } of images) {
    await blobs.put(key, png, { contentType: 'image/png' });
    await blobs.put(thumbnail.key, png, { contentType: 'image/webp' });
  }
  expect(await database.imageJobs.markSucceeded({ jobId: job, fence: 1, images })).toBe(true);
  return { conversation, turn, job, image, spareImage, userId };
}

const inputOf = (name: EndpointName, of: Owned = owned) => cases[name].input?.(of) ?? {};
const ask = (name: EndpointName, key?: string) =>
  askEndpoint(gateway.url, name, { input: inputOf(name), key });

describe('each endpoint', () => {
  it('has a case', () => {
    expect(Object.keys(cases).sort()).toEqual([...names].sort());
  });

  it('hears nobody without a key, unless it is open to everybody', async () => {
    for (const name of names) {
      const { status, text, headers } = await ask(name);
      const isOpen = scopeNeeded(name) === undefined;
      expect([name, status === 401]).toEqual([name, !isOpen]);
      expect([name, headers.has('www-authenticate')]).toEqual([name, !isOpen]);
      for (const secret of stranger.secrets) expect(text).not.toContain(secret);
    }
  });

  it('hears no revoked key', async () => {
    const revoked = await gateway.issue('ann');
    expect((await ask('getImageJob', revoked.key)).status).toBe(200);
    await gateway.database.apiKeys.revoke(revoked.id);
    for (const name of keyed) {
      const { status, text } = await ask(name, revoked.key);
      expect([name, status]).toEqual([name, 401]);
      for (const secret of stranger.secrets) expect(text).not.toContain(secret);
    }
  });

  it('hears no key without its scope, be it of the owner', async () => {
    for (const name of keyed) {
      const without = scopeNeeded(name);
      const { key } = await gateway.issue('ann', without === undefined ? {} : { without });
      const { status, text } = await ask(name, key);
      expect([name, status]).toEqual([name, 403]);
      for (const secret of stranger.secrets) expect(text).not.toContain(secret);
    }
  });

  it('tells a stranger nothing, and lets him change nothing', async () => {
    const before = await readAll();
    const leaks: string[] = [];
    for (const name of Object.keys(cases) as EndpointName[]) {
      leaks.push(...(await findLeaks(name, stranger)));
    }
    expect(leaks).toEqual([]);
    expect(await readAll()).toEqual(before);
  });

  it("goes on with nobody else's conversation under the same user_id", async () => {
    const body = { user_id: owned.userId, message: 'And then?' };
    const say = async (key: string) => {
      const { text } = await askEndpoint(gateway.url, 'chat', { input: { body }, key });
      return ChatReply.parse(JSON.parse(text));
    };
    const strange = await say(stranger.key);
    expect(strange.assistant_response).not.toContain(canary);
    expect(strange.conversation_id).not.toBe(owned.conversation);
    // The model was shown Ann's history, and tells.
    const own = await say(ann.key);
    expect(own.assistant_response).toContain(canary);
    expect(own.conversation_id).toBe(owned.conversation);
  });

  it('serves the owner', async () => {
    const refusals: string[] = [];
    for (const name of Object.keys(cases) as EndpointName[]) {
      const { status, text } = await ask(name, ann.key);
      const allowed = [endpoints[name].status, ...(cases[name].orElse ?? [])];
      if (!allowed.includes(status)) refusals.push(`${name}: ${status}`);
      const isList = inputOf(name).query !== undefined && inputOf(name).id === undefined;
      if (isList && !text.includes(owned.conversation)) refusals.push(`${name} finds nothing`);
    }
    expect(refusals).toEqual([]);
  });

  it('gives nobody the answer that another got under the same Idempotency-Key', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'one' };
    const body = JSON.stringify({ user_id: 'me', message: 'Hello.' });
    const say = async (key: string) => {
      const bearer = { ...headers, authorization: `Bearer ${key}` };
      const response = await fetch(`${gateway.url}/chat`, {
        method: 'POST',
        headers: bearer,
        body,
      });
      return ChatReply.parse(await response.json()).message_id;
    };
    const first = await say(ann.key);
    expect(await say(ann.key)).toBe(first);
    expect(await say(stranger.key)).not.toBe(first);
  });
});

/** All that Ann can read of what she owns. */
async function readAll(): Promise<readonly string[]> {
  const reads = keyed.filter(
    (name) => (endpoints[name] as Endpoint).method === 'get' && cases[name].input !== undefined,
  );
  return await Promise.all(
    reads.map(async (name) => {
      const { status, text } = await ask(name, ann.key);
      return `${name} ${status} ${text}`;
    }),
  );
}

describe('the matrix', () => {
  let server: Server;
  let forgetful: Stranger;

  beforeAll(async () => {
    const { apiKeys, imageJobs } = gateway.database;
    const access = createAccess({
      identify: identifyByKey(apiKeys, log),
      limits: { count: () => Promise.resolve() },
      addressOf: () => 'address',
    });
    const { app } = testApp({
      access,
      handlers: {
        // As somebody would write them who has not thought of the owner.
        getImageJob: async ({ params }) => {
          const job = await imageJobs.find(ann.ownerId, params.id);
          return { json: toImageJobView(job ?? failWith('no job')) };
        },
        chat: ({ body }) => {
          const reply = { assistant_response: `As you said, ${canary}.`, image_urls: [] };
          const ids = { conversation_id: owned.conversation, message_id: owned.turn };
          return Promise.resolve({ json: { ...reply, ...ids, model: body.user_id, warnings: [] } });
        },
        deleteConversation: () => Promise.resolve(undefined),
      },
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    forgetful = { ...stranger, url: `http://127.0.0.1:${port}` };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(['getImageJob', 'chat', 'deleteConversation'] as const)(
    'finds out when %s forgets the owner',
    async (name) => {
      expect(await findLeaks(name, stranger)).toEqual([]);
      expect(await findLeaks(name, forgetful)).not.toEqual([]);
    },
  );
});

function failWith(message: string): never {
  throw new Error(message);
}
