import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ConversationExport,
  ConversationListView,
  ConversationView,
  imageKey,
  manifestKey,
  MessageListView,
  SearchView,
  thumbnailKey,
  type ImageSettings,
} from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { createLogger } from '@atelier/logging';
import { createFolderBlobStore, type BlobStore } from '@atelier/storage';
import { createTestDatabase, tempDir, type TempDir, type TestDatabase } from '@atelier/testkit';
import supertest from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { createFileDeleter } from '../gallery/upkeep/file-deleter.js';
import { id, png, testApp } from '../http/testing/test-app.js';
import { conversationHandlers } from './conversation.handlers.js';

const settings: ImageSettings = {
  prompt: 'a [red] boat',
  negativePrompt: 'fog',
  width: 128,
  height: 64,
  steps: 10,
  guidanceScale: 7.5,
  seed: 42,
  count: 1,
};

let dir: TempDir;
let testDatabase: TestDatabase;
let database: Database;
let blobs: BlobStore;
let ownerId: string;
let strangerId: string;
const cancelled: string[] = [];

beforeAll(async () => {
  dir = await tempDir();
  blobs = createFolderBlobStore({ root: dir.path });
  testDatabase = await createTestDatabase();
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  ownerId = await database.users.ensure({ id: uuidv7(), name: 'owner' });
  strangerId = await database.users.ensure({ id: uuidv7(), name: 'stranger' });
});
afterAll(async () => {
  blobs.close();
  await database.close();
  await testDatabase.drop();
  await dir.remove();
});

/** The addresses of conversations, asked by one owner. */
function asOwner(id = ownerId) {
  let removals = 0;
  const { app, lines } = testApp({
    access: { enter: () => Promise.resolve({ ownerId: id }), pass: () => Promise.resolve() },
    handlers: conversationHandlers({
      database,
      cancelWork: (jobId) => {
        cancelled.push(jobId);
        return Promise.resolve();
      },
      onRemoved: () => (removals += 1),
    }),
  });
  return { api: supertest(app), lines, removals: () => removals };
}
const base = '/api/v1/conversations';

async function newConversation(userLabel = 'ann', owner = ownerId): Promise<string> {
  const { id } = await database.conversations.create({ id: uuidv7(), ownerId: owner, userLabel });
  return id;
}

async function say(conversationId: string, user: string, answer: string, imageJobId?: string) {
  await database.messages.appendTurn(ownerId, {
    conversationId,
    user: { id: uuidv7(), content: user },
    assistant: { id: uuidv7(), content: answer, model: 'mock', imageJobId },
  });
}

/** A picture job of a conversation; its files are in the store when it is done. */
async function newJob(conversationId: string, { done }: { done: boolean }) {
  const jobId = uuidv7();
  const job = { id: jobId, ownerId, conversationId, userLabel: 'ann', requestId: 'r', settings };
  await database.imageJobs.create({ ...job, warnings: [] });
  const imageId = uuidv7();
  if (done) {
    const key = imageKey(jobId, 0);
    await blobs.put(key, png, { contentType: 'image/png' });
    await blobs.put(manifestKey(jobId), png, { contentType: 'application/json' });
    const sha256 = createHash('sha256').update(png).digest('hex');
    const image = { id: imageId, index: 0, key, sha256, bytes: png.length, seed: 42 };
    const thumbnail = { key: thumbnailKey(jobId, 0), bytes: 1 };
    const seen = { width: 128, height: 64, format: 'png', look: '0'.repeat(16) } as const;
    await database.imageJobs.markSucceeded({
      jobId,
      fence: 1,
      images: [{ ...image, ...seen, thumbnail }],
    });
  }
  return { jobId, imageId };
}

describe('lists', () => {
  it('of conversations come in pages', async () => {
    const ids = [];
    for (let index = 0; index < 5; index += 1) ids.push(await newConversation('bob'));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const reply = await asOwner()
        .api.get(base)
        .query({ user_id: 'bob', limit: 2, ...(cursor !== undefined && { cursor }) });
      expect(reply.status).toBe(200);
      const page = ConversationListView.parse(reply.body);
      expect(page.conversations.length).toBeLessThanOrEqual(2);
      seen.push(...page.conversations.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual(ids.sort());
  });

  it('of messages come from the end, each page oldest first', async () => {
    const id = await newConversation();
    for (const name of ['1', '2', '3']) await say(id, `ask ${name}`, `answer ${name}`);
    const read = async (query: object) =>
      MessageListView.parse((await asOwner().api.get(`${base}/${id}/messages`).query(query)).body);
    const newest = await read({ limit: 4 });
    expect(newest.messages.map(({ content }) => content)).toEqual([
      'ask 2',
      'answer 2',
      'ask 3',
      'answer 3',
    ]);
    expect(newest.next_before).toBe(3);
    const rest = await read({ limit: 4, before: newest.next_before });
    expect(rest.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(rest).not.toHaveProperty('next_before');
  });

  it.each([
    ['limit=0', '', '/limit'],
    ['limit=101', '', '/limit'],
    ['limit=x', '', '/limit'],
    ['limit=1&limit=2', '', '/limit'],
    ['cursor=nope', '', '/cursor'],
    ['tag=%3Cb%3E', '', '/tag'],
    ['user_id=', '', '/user_id'],
    ['owner_id=x', '', '/owner_id'],
    ['', '/search', '/q'],
    ['q=', '/search', '/q'],
    ['q=%00', '/search', '/q'],
    ['q=a&cursor=nope', '/search', '/cursor'],
    ['before=0', `/${id}/messages`, '/before'],
    ['before=2147483648', `/${id}/messages`, '/before'],
    ['format=html', `/${id}/export`, '/format'],
  ])('refuse %p at %p', async (query, path, field) => {
    const reply = await asOwner().api.get(`${base}${path}?${query}`);
    expect(reply.body).toMatchObject({ code: 'INVALID_INPUT', errors: [{ field }] });
    expect(reply.status).toBe(400);
  });
});

describe('a conversation', () => {
  it('is renamed and tagged, and found by its tag', async () => {
    const id = await newConversation('cid');
    const change = (body: object) => asOwner().api.patch(`${base}/${id}`).send(body);
    const tagged = await change({ title: 'Boats', tags: ['sea', 'blue', 'sea'] });
    expect(ConversationView.parse(tagged.body)).toMatchObject({
      id,
      user_id: 'cid',
      title: 'Boats',
      tags: ['sea', 'blue'],
    });
    const found = await asOwner().api.get(base).query({ user_id: 'cid', tag: 'blue' });
    expect(found.body).toMatchObject({ conversations: [{ id }] });
    expect((await change({ title: null })).body).not.toHaveProperty('title');
    expect((await asOwner().api.get(`${base}/${id}`)).body).toMatchObject({
      tags: ['sea', 'blue'],
    });
    expect((await change({})).status).toBe(200);
    for (const bad of [{ title: '' }, { tags: ['<b>'] }, { owner_id: ownerId }]) {
      expect((await change(bad)).status).toBe(400);
    }
  });

  it('is deleted, and its pictures stay', async () => {
    const id = await newConversation();
    const { jobId, imageId } = await newJob(id, { done: true });
    expect((await asOwner().api.delete(`${base}/${id}`)).status).toBe(204);
    expect((await asOwner().api.delete(`${base}/${id}`)).status).toBe(404);
    expect(await database.imageJobs.findImage(ownerId, imageId)).toBeDefined();
    expect(await blobs.stat(imageKey(jobId, 0))).toBeDefined();
  });

  it('is deleted with its pictures, and work on them ends', async () => {
    const id = await newConversation();
    const done = await newJob(id, { done: true });
    const waiting = await newJob(id, { done: false });
    const other = await newJob(await newConversation(), { done: true });
    await say(id, 'draw', 'yes', done.jobId);
    const { api, lines, removals } = asOwner();
    expect((await api.delete(`${base}/${id}?pictures=delete`)).status).toBe(204);
    expect(await database.imageJobs.findAll(ownerId, [done.jobId, waiting.jobId])).toEqual([]);
    expect(cancelled).toContain(waiting.jobId);
    expect(cancelled).not.toContain(done.jobId);
    expect(removals()).toBe(1);
    expect(lines()).toContainEqual(
      expect.objectContaining({ event: 'pictures.removed', conversationId: id, count: 2 }),
    );
    // The files follow.
    const { blobDeletions } = database;
    const log = createLogger({ service: 'test', level: 'fatal' });
    await createFileDeleter({ blobDeletions, blobs, log })(new AbortController().signal);
    expect(await blobs.list(`image-jobs/${done.jobId}/`, { limit: 9 })).toEqual([]);
    expect(await blobs.list(`image-jobs/${other.jobId}/`, { limit: 9 })).toHaveLength(2);
    expect((await api.delete(`${base}/${id}?pictures=delete`)).status).toBe(404);
  });
});

describe('an export', () => {
  it('as JSON has every message, and its pictures with their settings', async () => {
    const id = await newConversation();
    const { jobId, imageId } = await newJob(id, { done: true });
    for (let turn = 0; turn < 60; turn += 1) await say(id, `ask ${turn}`, `answer ${turn}`);
    await say(id, 'draw', 'Here.', jobId);
    const reply = await asOwner().api.get(`${base}/${id}/export`);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="atelier-conversation-${id}.json"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const exported = ConversationExport.parse(reply.body);
    expect(exported.conversation.id).toBe(id);
    expect(exported.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 122 }, (_, index) => index + 1),
    );
    expect(exported.messages.at(-1)).toMatchObject({
      role: 'assistant',
      content: 'Here.',
      model: 'mock',
      image_job: {
        id: jobId,
        settings: { prompt: 'a [red] boat', seed: 42 },
        images: [{ id: imageId, url: `/api/v1/images/${imageId}` }],
      },
    });
  });

  it('as Markdown keeps what is said inside of its quote', async () => {
    const id = await newConversation('dan <b>');
    await database.conversations.change(ownerId, id, { title: '# Boats\n*and* more', tags: ['a'] });
    const { jobId, imageId } = await newJob(id, { done: true });
    await say(id, '```js\nlet a = 1;  \n\n```\r\n## Not a heading', '```open\n<!-- too', jobId);
    const reply = await asOwner().api.get(`${base}/${id}/export?format=markdown`);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename="atelier-conversation-${id}.md"`,
    });
    const lines = reply.text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T').split('\n');
    expect(lines).toEqual([
      '# \\# Boats \\*and\\* more',
      '',
      `- Conversation \`${id}\` of dan \\<b\\>`,
      '- Begun T',
      '- Tags: a',
      '',
      '## User, T',
      '',
      '> ```js',
      '> let a = 1;  ',
      '>',
      '> ```',
      '> ## Not a heading',
      '',
      '## Assistant (mock), T',
      '',
      '> ```open',
      '> <!-- too',
      '',
      '- Picture: a \\[red\\] boat',
      '- Without: fog',
      '- 128×64, 10 steps, guidance 7.5, seed 42',
      `- [PNG, seed 42](/api/v1/images/${imageId})`,
      '',
    ]);
  });

  it('of a conversation without messages is one too', async () => {
    const id = await newConversation();
    const json = await asOwner().api.get(`${base}/${id}/export`);
    expect(ConversationExport.parse(json.body)).toMatchObject({ messages: [] });
    const markdown = await asOwner().api.get(`${base}/${id}/export?format=markdown`);
    expect(markdown.text).toMatch(/^# Conversation\n/);
  });
});

describe('a search', () => {
  it('gives hits in pages with the words marked', async () => {
    const id = await newConversation();
    await database.conversations.change(ownerId, id, { title: 'Birds' });
    for (let turn = 0; turn < 3; turn += 1) await say(id, 'An <i>osprey</i> & more', 'osprey');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const reply = await asOwner()
        .api.get(`${base}/search`)
        .query({ q: 'osprey more', limit: 2, ...(cursor !== undefined && { cursor }) });
      const page = SearchView.parse(reply.body);
      seen.push(...page.hits.map(({ message_id }) => message_id));
      for (const hit of page.hits) {
        expect(hit).toMatchObject({ conversation_id: id, title: 'Birds', where: 'message' });
        expect(hit.snippet).toEqual([
          { text: 'An <i>', match: false },
          { text: 'osprey', match: true },
          { text: '</i> & ', match: false },
          { text: 'more', match: true },
        ]);
      }
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(3);
    expect(seen).toHaveLength(3);
  });

  it('without usable words finds nothing', async () => {
    const reply = await asOwner().api.get(`${base}/search`).query({ q: `'":*&|!` });
    expect([reply.status, reply.body]).toEqual([200, { hits: [] }]);
  });
});

describe('another owner', () => {
  it('finds nothing, and is told nothing', async () => {
    const id = await newConversation();
    const { jobId } = await newJob(id, { done: true });
    await say(id, 'a secret heron', 'yes', jobId);
    const { api } = asOwner(strangerId);
    const replies = [
      await api.get(`${base}/${id}`),
      await api.patch(`${base}/${id}`).send({ title: 'mine' }),
      await api.delete(`${base}/${id}`),
      await api.delete(`${base}/${id}?pictures=delete`),
      await api.get(`${base}/${id}/messages`),
      await api.get(`${base}/${id}/export`),
      await api.get(`${base}/${id}/export?format=markdown`),
    ];
    for (const reply of replies) {
      expect([reply.status, (reply.body as { code?: string }).code]).toEqual([404, 'NOT_FOUND']);
    }
    expect((await api.get(base)).body).toEqual({ conversations: [] });
    expect((await api.get(`${base}/search?q=heron`)).body).toEqual({ hits: [] });
    expect(await database.conversations.find(ownerId, id)).toMatchObject({ title: undefined });
    expect(await blobs.stat(imageKey(jobId, 0))).toBeDefined();
  });
});
