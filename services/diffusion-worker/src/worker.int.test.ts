import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DrawManifest,
  ImageJobEvent,
  imageDefaults,
  imageJobStream,
  imageKey,
  manifestKey,
  type DrawRequest,
  type ImageSettings,
} from '@atelier/contracts';
import type { Running } from '@atelier/lifecycle';
import { createLogger } from '@atelier/logging';
import {
  createCancels,
  createEventSubscriber,
  createHeartbeats,
  createJobProducer,
  drawImage,
} from '@atelier/queue';
import { createFolderBlobStore } from '@atelier/storage';
import { requiredTestVariable, tempDir, waitFor, type TempDir } from '@atelier/testkit';
import sharp from 'sharp';
import { loadDiffusionWorkerConfig } from './config.js';
import { sha256Of } from './manifest.js';
import { startWorker } from './start-worker.js';

/** A database of their own, since the names of queue and stream are fixed. */
const redisUrl = new URL('/7', requiredTestVariable('TEST_REDIS_URL')).href;
const mainPath = join(import.meta.dirname, '..', 'dist', 'main.js');
const log = createLogger({ service: 'test', level: 'fatal' });

const events: ImageJobEvent[] = [];
const producer = createJobProducer({ redisUrl, job: drawImage });
const cancels = createCancels({ redisUrl });
const heartbeats = createHeartbeats({ redisUrl });
const subscriber = createEventSubscriber({
  redisUrl,
  stream: imageJobStream,
  shape: ImageJobEvent,
  from: 'start',
  onEvent: (event) => {
    events.push(event);
  },
  log,
});
const workers: Running[] = [];
const children: ChildProcess[] = [];
let folder: TempDir;

beforeAll(async () => {
  folder = await tempDir();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    const gone = child.exitCode ?? child.signalCode ?? once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await Promise.all([subscriber.close(), producer.close(), cancels.close(), heartbeats.close()]);
  await folder.remove();
});

function settingsOf(workerId: string, stepDelayMs: number): Record<string, string> {
  return {
    REDIS_URL: redisUrl,
    BLOB_DIR: folder.path,
    WORKER_ID: workerId,
    QUEUE_LOCK_MS: '1000',
    QUEUE_STALLED_EVERY_MS: '300',
    ENGINE: 'mock',
    MOCK_STEP_DELAY_MS: String(stepDelayMs),
    LOG_LEVEL: 'error',
  };
}

/** A worker in this process. */
async function startHere(workerId: string, stepDelayMs = 0): Promise<Running> {
  const config = loadDiffusionWorkerConfig(settingsOf(workerId, stepDelayMs));
  const worker = await startWorker({
    config,
    blobs: createFolderBlobStore({ root: folder.path }),
    log,
  });
  workers.push(worker);
  return worker;
}

/** A worker in a process of its own. */
function startChild(workerId: string, stepDelayMs: number): ChildProcess {
  if (!existsSync(mainPath)) throw new Error(`${mainPath} is missing: build first.`);
  const child = spawn(process.execPath, [mainPath], {
    env: settingsOf(workerId, stepDelayMs),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
}

async function addJob(settings: Partial<ImageSettings> = {}): Promise<DrawRequest> {
  const request: DrawRequest = {
    jobId: randomUUID(),
    generation: 1,
    requestId: 'r1',
    settings: {
      ...imageDefaults,
      prompt: 'a red circle',
      width: 64,
      height: 64,
      steps: 4,
      seed: 7,
      ...settings,
    },
    work: { kind: 'generate' },
  };
  await producer.add(request.jobId, request);
  return request;
}

const eventsOf = (jobId: string) => events.filter((event) => event.jobId === jobId);

function eventOf<Type extends ImageJobEvent['type']>(jobId: string, type: Type, count = 1) {
  return waitFor(
    () =>
      eventsOf(jobId).filter(
        (event): event is Extract<ImageJobEvent, { type: Type }> => event.type === type,
      )[count - 1],
    { timeoutMs: 40_000, what: `event ${type} of ${jobId}` },
  );
}

/** Resolves once the job's pictures are being drawn. */
function drawing(jobId: string, count = 1) {
  return waitFor(
    () => eventsOf(jobId).filter((event) => event.type === 'progress' && event.step > 0)[count - 1],
    { timeoutMs: 40_000, what: `steps of ${jobId}` },
  );
}

async function manifestOf(jobId: string): Promise<DrawManifest> {
  const text = await readFile(join(folder.path, manifestKey(jobId)), 'utf8');
  return DrawManifest.parse(JSON.parse(text));
}

const liveWorkers = async () => (await heartbeats.live()).map(({ workerId }) => workerId);

/** Every picture lies where the manifest says, whole. */
async function expectComplete(request: DrawRequest): Promise<DrawManifest> {
  const manifest = await manifestOf(request.jobId);
  expect(manifest.images).toHaveLength(request.settings.count);
  for (const { key, sha256, width, height } of manifest.images) {
    const png = await readFile(join(folder.path, key));
    expect(sha256Of(png)).toBe(sha256);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width, height });
  }
  return manifest;
}

describe('diffusion worker', () => {
  it('draws a job, stores it and tells how it goes', async () => {
    await startHere('w1');
    const request = await addJob({ width: 128, count: 2 });
    const { jobId } = request;
    await eventOf(jobId, 'completed');
    const states = eventsOf(jobId).map((event) =>
      event.type === 'progress' ? event.state : event.type,
    );
    const picture = ['running', 'decoding', 'saving'];
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      ...['started', 'loading', ...picture, ...picture, 'completed'],
    ]);
    expect(new Set(eventsOf(jobId).map(({ fence }) => fence))).toEqual(new Set([1_001]));
    const manifest = await expectComplete(request);
    expect(manifest).toMatchObject({ fence: 1_001, engine: { engine: 'mock' } });
    expect(manifest.images.map(({ seed, width }) => [seed, width])).toEqual([
      [7, 128],
      [8, 128],
    ]);
    const files = await readdir(join(folder.path, 'image-jobs', jobId));
    expect(files.sort()).toEqual([
      ...['0.png', '0.thumbnail.webp', '1.png', '1.thumbnail.webp', 'manifest.json'],
    ]);
    await waitFor(async () => (await producer.state(jobId)).state === 'missing');
  });

  it('draws nothing for a job that is complete', async () => {
    await startHere('w1');
    const request = await addJob();
    const { jobId } = request;
    await eventOf(jobId, 'completed');
    await waitFor(async () => (await producer.state(jobId)).state === 'missing');
    await producer.add(jobId, { ...request, generation: 2 });
    expect(await eventOf(jobId, 'completed', 2)).toMatchObject({ fence: 2_001 });
    expect(eventsOf(jobId).filter(({ fence }) => fence === 2_001)).toMatchObject([
      { type: 'started' },
      { type: 'completed' },
    ]);
    expect(await expectComplete(request)).toMatchObject({ fence: 1_001 });
  });

  it('hands a job back when it stops, and another worker draws it', async () => {
    const first = await startHere('w1', 500);
    const request = await addJob({ steps: 60 });
    const { jobId } = request;
    await drawing(jobId);
    await first.stop();
    expect(await eventOf(jobId, 'returned')).toMatchObject({ fence: 1_001 });
    expect(await liveWorkers()).not.toContain('w1');
    await startHere('w2');
    expect(await eventOf(jobId, 'completed')).toMatchObject({ fence: 1_002 });
    await expectComplete(request);
    expect(eventsOf(jobId).some(({ type }) => type === 'failed')).toBe(false);
  });

  it('shares the queue with another worker', async () => {
    await startHere('w1', 20);
    await startHere('w2', 20);
    await waitFor(async () => {
      const live = await liveWorkers();
      return live.includes('w1') && live.includes('w2');
    });
    const requests = await Promise.all(
      Array.from({ length: 6 }, (_, index) => addJob({ steps: 10, seed: index })),
    );
    const startedBy = new Set<string>();
    for (const { jobId } of requests) {
      await eventOf(jobId, 'completed');
      startedBy.add((await eventOf(jobId, 'started')).workerId);
      expect(eventsOf(jobId).filter(({ type }) => type === 'started')).toHaveLength(1);
    }
    await Promise.all(requests.map(expectComplete));
    expect([...startedBy].sort()).toEqual(['w1', 'w2']);
  });

  it('stops drawing what is cancelled', async () => {
    await startHere('w1', 200);
    const { jobId } = await addJob({ steps: 100 });
    await drawing(jobId);
    await cancels.cancel(jobId);
    // The next job gets its turn, so this one has ended.
    const next = await addJob({ steps: 1 });
    await eventOf(next.jobId, 'completed');
    expect(existsSync(join(folder.path, imageKey(jobId, 0)))).toBe(false);
    expect(existsSync(join(folder.path, manifestKey(jobId)))).toBe(false);
    const ends = ['completed', 'failed', 'returned'];
    expect(eventsOf(jobId).filter(({ type }) => ends.includes(type))).toEqual([]);
  });

  it('leaves its job to another worker when it is killed', async () => {
    const child = startChild('doomed', 500);
    const request = await addJob({ steps: 60, count: 2 });
    const { jobId } = request;
    await drawing(jobId);
    child.kill('SIGKILL');
    await startHere('w2');
    expect((await eventOf(jobId, 'completed')).fence).toBeGreaterThan(1_001);
    await expectComplete(request);
  });

  it('changes nothing when it wakes after another worker has drawn its job', async () => {
    const child = startChild('sleeper', 300);
    const request = await addJob({ steps: 10 });
    const { jobId } = request;
    await drawing(jobId);
    child.kill('SIGSTOP');
    await startHere('w2');
    const { fence } = await eventOf(jobId, 'completed');
    const before = await expectComplete(request);
    child.kill('SIGCONT');
    // Awake again, it takes part: it is alone now, and draws the next job.
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    const next = await addJob({ steps: 1 });
    await eventOf(next.jobId, 'completed');
    expect(await eventOf(next.jobId, 'started')).toMatchObject({ workerId: 'sleeper' });
    expect(await expectComplete(request)).toEqual(before);
    expect(before.fence).toBe(fence);
    const completed = eventsOf(jobId).filter(({ type }) => type === 'completed');
    expect(completed.map((event) => event.fence)).toEqual([fence]);
  });
});
