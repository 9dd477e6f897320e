import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startRedis, type EmbeddedServer } from '@atelier/embedded';
import { createLogger } from '@atelier/logging';
import { requiredTestVariable, tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { Redis } from 'ioredis';
import { z } from 'zod';
import {
  createCancels,
  createEventPublisher,
  createEventSubscriber,
  createHeartbeats,
  createJobConsumer,
  createJobProducer,
  defineJob,
  type AttemptContext,
  type AttemptOutcome,
} from './index.js';

const binary = requiredTestVariable('TEST_REDIS_SERVER');
const password = randomUUID();
const log = createLogger({ service: 'test', level: 'fatal' });
const slow = { timeoutMs: 30_000, retryErrors: true };
const shape = z.object({ n: z.int() });
type Numbered = z.infer<typeof shape>;

/** Everything of this package over one Redis, of which one job and one event have been seen. */
async function openAll(redisUrl: string) {
  const job = defineJob<Numbered>({
    queue: 'echo',
    name: 'number.echo',
    attempts: 3,
    backoffMs: 20,
    timeoutMs: 60_000,
    input: shape,
  });
  const outcomes: AttemptOutcome[] = [];
  const events: number[] = [];
  const behaviour: { handler: (context: AttemptContext<Numbered>) => Promise<void> } = {
    handler: () => Promise.resolve(),
  };
  const producer = createJobProducer({ redisUrl, job });
  const cancels = createCancels({ redisUrl });
  const heartbeats = createHeartbeats({ redisUrl });
  const publisher = createEventPublisher({ redisUrl, stream: 'events', shape });
  const onEvent = ({ n }: Numbered) => void events.push(n);
  const from = 'start' as const;
  const subscriber = createEventSubscriber({
    redisUrl,
    stream: 'events',
    shape,
    log,
    onEvent,
    from,
  });
  const consumer = createJobConsumer({
    redisUrl,
    job,
    workerId: 'worker-1',
    lockMs: 1_500,
    stalledEveryMs: 500,
    log,
    handler: (context) => behaviour.handler(context),
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  const ended = (id: string, outcome: AttemptOutcome['outcome']) =>
    waitFor(() => outcomes.find((one) => one.id === id && one.outcome === outcome), {
      ...slow,
      what: `${id} ${outcome}`,
    });
  const close = async () => {
    const all = [
      cancels,
      heartbeats,
      publisher,
      subscriber,
      producer,
      { close: () => consumer.close(1_000) },
    ];
    await Promise.all(all.map((one) => one.close()));
  };

  await producer.add('first', { n: 1 });
  await ended('first', 'completed');
  publisher.publish({ n: 1 });
  await waitFor(() => events.includes(1), slow);
  return {
    producer,
    cancels,
    heartbeats,
    publisher,
    consumer,
    outcomes,
    events,
    behaviour,
    ended,
    close,
  };
}

/** Runs until it is told to end; says when it has begun. */
function longWork() {
  const end = new AbortController();
  const state = { begun: false };
  const handler = async ({ signal }: AttemptContext<Numbered>) => {
    state.begun = true;
    const both = AbortSignal.any([signal, end.signal]);
    await sleep(60_000, undefined, { signal: both }).catch(() => undefined);
    signal.throwIfAborted();
  };
  return {
    state,
    handler,
    finish: () => {
      end.abort();
    },
  };
}

describe('when Redis', () => {
  let folder: TempDir;
  let server: EmbeddedServer;
  let all: Awaited<ReturnType<typeof openAll>>;
  const start = (port?: number) =>
    startRedis({ binary, dataDir: folder.path, password, port, log: () => undefined });

  beforeEach(async () => {
    folder = await tempDir();
    server = await start();
    all = await openAll(server.url);
  });
  afterEach(async () => {
    await all.close();
    await server.stop();
    await folder.remove();
  });

  async function expectAllWorks(): Promise<void> {
    const { producer, publisher, heartbeats, cancels, events, behaviour, ended, consumer } = all;
    await waitFor(() => producer.ping().then(() => true), slow);
    behaviour.handler = () => Promise.resolve();
    await producer.add('second', { n: 2 });
    await ended('second', 'completed');
    expect(consumer.isRunning()).toBe(true);

    publisher.publish({ n: 2 });
    await waitFor(() => events.includes(2), slow);

    const at = Date.now();
    const info = { engine: 'mock', model: 'mock', modelCached: true };
    await heartbeats.beat({ ...info, workerId: 'worker-1', at }, 60_000);
    expect(await heartbeats.live()).toMatchObject([{ workerId: 'worker-1' }]);

    const { state, handler } = longWork();
    behaviour.handler = handler;
    await producer.add('third', { n: 3 });
    await waitFor(() => state.begun, slow);
    await cancels.cancel('third');
    await ended('third', 'cancelled');
  }

  it('is emptied during a job, the attempt is lost and everything goes on', async () => {
    const { state, handler } = longWork();
    all.behaviour.handler = handler;
    await all.producer.add('job-a', { n: 1 });
    await waitFor(() => state.begun, slow);
    const redis = new Redis(server.url);
    await redis.flushall();
    await redis.script('FLUSH');
    redis.disconnect();
    expect(await all.ended('job-a', 'lost')).toMatchObject({ error: { code: 'FENCE_LOST' } });
    expect(await all.producer.state('job-a')).toEqual({ state: 'missing' });
    await expectAllWorks();
  }, 120_000);

  it('is killed during a job and comes back empty, everything goes on', async () => {
    const { state, handler } = longWork();
    all.behaviour.handler = handler;
    await all.producer.add('job-a', { n: 1 });
    await waitFor(() => state.begun, slow);
    await server.kill();
    await expect(all.producer.add('job-b', { n: 1 })).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
    });
    await expect(all.heartbeats.live()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(all.consumer.isRunning()).toBe(false);
    all.publisher.publish({ n: 10 });
    expect(await all.ended('job-a', 'lost')).toMatchObject({ error: { code: 'FENCE_LOST' } });
    server = await start(server.port);
    await waitFor(() => all.events.includes(10), slow);
    await expectAllWorks();
  }, 120_000);

  it('is away for less than the lock, the job is finished', async () => {
    const work = longWork();
    all.behaviour.handler = work.handler;
    await all.producer.add('job-a', { n: 1 });
    await waitFor(() => work.state.begun, slow);
    process.kill(server.pid, 'SIGSTOP');
    await sleep(300);
    process.kill(server.pid, 'SIGCONT');
    work.finish();
    await all.ended('job-a', 'completed');
    await expectAllWorks();
  }, 120_000);

  it('answers no more, calls fail in a few seconds', async () => {
    process.kill(server.pid, 'SIGSTOP');
    try {
      await expect(all.producer.ping()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await expectAllWorks();
  }, 120_000);
});
