import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageDefaults } from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { createTestDatabase, waitFor, type TestDatabase } from '@atelier/testkit';
import request from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { testApp } from '../http/testing/test-app.js';
import { createFollowImageJob } from './follow-image-job.js';
import { imageJobHandlers } from './image-job.handlers.js';
import { createJobViews } from './job-views.js';
import { createJobWatch } from './job-watch.js';
import { createPreviews } from './previews.js';

let testDatabase: TestDatabase;
let database: Database;
let ownerId: string;
const jobs: string[] = [];
const watch = createJobWatch();
const previews = createPreviews();

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  ownerId = await database.users.ensure({ id: uuidv7(), name: 'owner' });
  const otherId = await database.users.ensure({ id: uuidv7(), name: 'other' });
  for (const owner of [ownerId, otherId, ownerId, ownerId]) {
    const id = uuidv7();
    await database.imageJobs.create({
      id,
      ownerId: owner,
      userLabel: 'me',
      requestId: 'r1',
      conversationId: undefined,
      settings: { ...imageDefaults, prompt: 'a cat', seed: 1 },
      warnings: [],
    });
    if (owner === ownerId) jobs.unshift(id);
  }
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

function app() {
  const { imageJobs, waitingLine } = database;
  const liveWorkers = () => Promise.resolve(1);
  const views = createJobViews({ imageJobs, waitingLine, previews, liveWorkers });
  const handlers = imageJobHandlers({
    imageJobs: database.imageJobs,
    views,
    follow: createFollowImageJob({ read: views.read, watch: watch.watch }),
    cancelWork: () => Promise.resolve(),
  });
  const access = { enter: () => Promise.resolve({ ownerId }), pass: () => Promise.resolve() };
  return testApp({ handlers, access }).app;
}
interface Page {
  readonly jobs: {
    readonly id: string;
    readonly status: string;
    readonly queue_position?: number;
  }[];
  readonly next_cursor?: string;
}
const list = async (query: Record<string, string>) =>
  (await request(app()).get('/api/v1/image-jobs').query(query).expect(200)).body as Page;

describe('picture jobs', () => {
  it('are listed page by page, newest first, and nobody else’s', async () => {
    const first = await list({ limit: '2' });
    expect(first.jobs.map(({ id }) => id)).toEqual(jobs.slice(0, 2));
    const second = await list({ limit: '2', cursor: first.next_cursor ?? '' });
    expect(second.jobs.map(({ id }) => id)).toEqual(jobs.slice(2));
    expect(second.next_cursor).toBeUndefined();
  });

  it('are listed by status', async () => {
    await database.imageJobs.cancel(ownerId, jobs[2] ?? '');
    expect((await list({ status: 'cancelled' })).jobs.map(({ id }) => id)).toEqual([jobs[2]]);
    expect((await list({ status: 'queued' })).jobs.map(({ id }) => id)).toEqual(jobs.slice(0, 2));
    await request(app()).get('/api/v1/image-jobs').query({ status: 'lost' }).expect(400);
  });

  it('are listed by kind, and while they are under way', async () => {
    expect((await list({ kind: 'generate' })).jobs).toHaveLength(3);
    expect((await list({ kind: 'upscale' })).jobs).toEqual([]);
    expect((await list({ active: 'true' })).jobs.map(({ id }) => id)).toEqual(jobs.slice(0, 2));
    expect((await list({ active: 'false' })).jobs.map(({ id }) => id)).toEqual([jobs[2]]);
    await request(app()).get('/api/v1/image-jobs').query({ kind: 'dance' }).expect(400);
  });

  it('tell their place in the queue, behind the first of everybody', async () => {
    // Of the other owner's one job and these, as they were accepted.
    const places = (await list({ active: 'true' })).jobs.map((job) => job.queue_position);
    expect(places).toEqual([3, 1]);
  });

  it('tell each change as an event, up to the end', async () => {
    const id = jobs[0] ?? '';
    const told = request(app()).get(`/api/v1/image-jobs/${id}/events`).expect(200);
    const stream = told.then(({ text }) => text);
    await database.imageJobs.markStarted({ jobId: id, fence: 1 });
    watch.changed(id);
    await database.imageJobs.cancel(ownerId, id);
    const text = await waitFor(() => {
      watch.changed(id);
      return Promise.race([
        stream,
        new Promise<undefined>((resolve) => {
          setTimeout(resolve, 50, undefined);
        }),
      ]);
    });
    const states = [...text.matchAll(/^data: (.*)$/gmu)].map(
      ([, json = '{}']) => (JSON.parse(json) as { status: string }).status,
    );
    expect(states.at(-1)).toBe('cancelled');
    expect(new Set(states).size).toBe(states.length);
    await request(app()).get(`/api/v1/image-jobs/${uuidv7()}/events`).expect(404);
  });
});
