import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { imageDefaults, type ImageJobView } from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { startRedis, type EmbeddedServer } from '@atelier/embedded';
import { createLogger } from '@atelier/logging';
import { createBlobStore, type BlobStore } from '@atelier/storage';
import {
  createTestDatabase,
  requiredTestVariable,
  tempDir,
  waitFor,
  type TempDir,
  type TestDatabase,
} from '@atelier/testkit';
import request from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { testApp } from '../http/testing/test-app.js';
import { imageJobHandlers } from './image-job.handlers.js';
import { startImageJobs, type ImageJobs } from './start-image-jobs.js';
import { startTestWorker, type TestWorker } from './testing/test-worker.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
const slow = { timeoutMs: 30_000, intervalMs: 10 };

let folder: TempDir;
let redis: EmbeddedServer;
let testDatabase: TestDatabase;
let database: Database;
let blobs: BlobStore;
let imageJobs: ImageJobs;
/** Jobs in the order in which workers began them. */
let started: string[] = [];
let workers: TestWorker[] = [];

beforeAll(async () => {
  folder = await tempDir();
  redis = await startRedis({
    binary: requiredTestVariable('TEST_REDIS_SERVER'),
    dataDir: folder.path,
    password: randomUUID(),
    log: () => undefined,
  });
  testDatabase = await createTestDatabase();
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  blobs = await createBlobStore({ kind: 'folder', root: `${folder.path}/blobs` });
  imageJobs = startImageJobs({
    ...{ redisUrl: redis.url, database, blobs, log },
    reconcileEveryMs: 60_000,
    hitFailpoint: () => undefined,
  });
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  [workers, started] = [[], []];
});
afterAll(async () => {
  await imageJobs.stop();
  await database.close();
  await testDatabase.drop();
  await redis.stop();
  await folder.remove();
});

const newOwner = () => database.users.ensure({ id: uuidv7(), name: uuidv7() });

async function accept(ownerId: string): Promise<string> {
  const id = uuidv7();
  await database.imageJobs.create({
    ...{ id, ownerId, userLabel: 'me', requestId: 'r1', warnings: [] },
    settings: { ...imageDefaults, prompt: 'a cat', seed: 1, steps: 10 },
  });
  imageJobs.onAccepted('generate');
  return id;
}

async function startWorker(): Promise<TestWorker> {
  const worker = await startTestWorker({
    ...{ redisUrl: redis.url, blobs, workerId: `w${workers.length}`, log },
    onStarted: (jobId) => started.push(jobId),
  });
  workers.push(worker);
  return worker;
}

const isHeld = (id: string) => workers.some((worker) => worker.held().includes(id));
/** Ends the job that has been held longest. */
function finishOne(): void {
  const worker = workers.find((one) => one.held().length > 0);
  const [id] = worker?.held() ?? [];
  if (worker && id !== undefined) worker.finish(id);
}

function appOf(ownerId: string) {
  const { cancelWork, views, follow } = imageJobs;
  const handlers = imageJobHandlers({ imageJobs: database.imageJobs, views, follow, cancelWork });
  const access = { enter: () => Promise.resolve({ ownerId }), pass: () => Promise.resolve() };
  return testApp({ handlers, access }).app;
}

describe('picture jobs on the real queue', () => {
  it.each([1, 2])(
    'start after one job at most of somebody who has fifty waiting (%i workers)',
    async (count) => {
      for (let index = 0; index < count; index += 1) await startWorker();
      const [flood, single] = [await newOwner(), await newOwner()];
      for (let index = 0; index < 50; index += 1) await accept(flood);
      await waitFor(() => started.length >= count && started.every(isHeld), slow);
      // Until as many as may be are on the queue.
      await waitFor(async () => (await database.outbox.size()) === 50 - count - 1, slow);
      const before = started.length;
      const mine = await accept(single);
      await waitFor(
        () => {
          if (started.includes(mine)) return true;
          finishOne();
          return false;
        },
        { ...slow, intervalMs: 50 },
      );
      expect(started.indexOf(mine) - before).toBeLessThanOrEqual(1);
      // No worker was without work for that.
      await waitFor(() => workers.every((worker) => worker.held().length === 1), slow);
      await Promise.all(
        (await database.imageJobs.list(flood, { limit: 60, active: true })).map(async ({ id }) => {
          await database.imageJobs.cancel(flood, id);
          await imageJobs.cancelWork(id);
        }),
      );
      await database.imageJobs.cancel(single, mine);
      await imageJobs.cancelWork(mine);
    },
    120_000,
  );

  it('show how they look by now, and how long they take', async () => {
    const worker = await startWorker();
    const owner = await newOwner();
    const id = await accept(owner);
    await waitFor(() => isHeld(id), slow);
    const states = imageJobs.follow({ ownerId: owner, id }, AbortSignal.timeout(60_000));
    const seen: ImageJobView[] = [];
    const following = (async () => {
      for await (const job of states) seen.push(job);
    })();
    await worker.step(id, 'AAAA');
    await waitFor(() => seen.some(({ preview }) => preview !== undefined), slow);
    worker.finish(id);
    await following;
    expect(seen.find(({ preview }) => preview)?.preview).toBe('data:image/png;base64,AAAA');
    expect(seen.at(-1)).toMatchObject({ status: 'succeeded', progress: 100 });
    expect(seen.at(-1)).not.toHaveProperty('preview');
    expect(seen.filter(({ finished_at: at }) => at !== undefined)).toHaveLength(1);
  });

  it('are cancelled within one step, and again without effect, by their owner alone', async () => {
    const worker = await startWorker();
    const [owner, stranger] = [await newOwner(), await newOwner()];
    const id = await accept(owner);
    await waitFor(() => isHeld(id), slow);
    await worker.step(id);
    await waitFor(() => isHeld(id), slow);
    const path = `/api/v1/image-jobs/${id}`;
    await request(appOf(stranger)).delete(path).expect(404);
    const cancelled = await request(appOf(owner)).delete(path).expect(200);
    expect(cancelled.body).toMatchObject({ status: 'cancelled' });
    // The step that is under way may end; no other is begun.
    if (isHeld(id)) void worker.step(id);
    await waitFor(() => worker.outcomes.find(({ outcome }) => outcome === 'cancelled'), slow);
    const again = await request(appOf(owner)).delete(path).expect(200);
    expect(again.body).toEqual(cancelled.body);
  });

  it('leave the queue when they are cancelled before a worker takes them', async () => {
    const owner = await newOwner();
    const id = await accept(owner);
    await waitFor(async () => (await database.outbox.size()) === 0, slow);
    await request(appOf(owner)).delete(`/api/v1/image-jobs/${id}`).expect(200);
    const next = await accept(owner);
    await startWorker();
    await waitFor(() => isHeld(next), slow);
    expect(started).toEqual([next]);
    finishOne();
  });
});
