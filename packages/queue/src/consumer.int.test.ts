import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { requiredTestVariable, waitFor } from '@atelier/testkit';
import { Redis } from 'ioredis';
import { z } from 'zod';
import {
  createCancels,
  createJobConsumer,
  createJobProducer,
  defineJob,
  type AttemptContext,
  type AttemptOutcome,
  type JobConsumerOptions,
} from './index.js';

const redisUrl = requiredTestVariable('TEST_REDIS_URL');
const log = createLogger({ service: 'test', level: 'fatal' });

interface Input {
  readonly n: number;
}
type Options = Partial<JobConsumerOptions<Input>>;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A queue of its own, with a producer, consumers and what they reported. */
function openQueue(definition: { timeoutMs?: number; attempts?: number } = {}) {
  const prefix = `test-${randomUUID()}`;
  const job = defineJob<Input>({
    queue: 'echo',
    name: 'number.echo',
    attempts: 3,
    backoffMs: 20,
    timeoutMs: 30_000,
    input: z.strictObject({ n: z.int() }),
    ...definition,
  });
  const producer = createJobProducer({ redisUrl, job, prefix });
  const cancels = createCancels({ redisUrl, prefix });
  const outcomes: AttemptOutcome[] = [];
  closers.push(
    () => producer.close(),
    () => cancels.close(),
  );

  const consume = (handler: JobConsumerOptions<Input>['handler'], options: Options = {}) => {
    const consumer = createJobConsumer({
      redisUrl,
      job,
      prefix,
      workerId: 'worker-1',
      lockMs: 10_000,
      stalledEveryMs: 500,
      postponeMs: 20,
      log,
      handler,
      onOutcome: (outcome) => outcomes.push(outcome),
      ...options,
    });
    closers.push(() => consumer.close(2_000));
    return consumer;
  };
  const outcome = (id: string, count = 1) =>
    waitFor(() => outcomes.filter((one) => one.id === id)[count - 1], {
      timeoutMs: 20_000,
      what: `outcome ${count} of ${id}`,
    });
  const kinds = () => outcomes.map((one) => one.outcome);
  return { prefix, job, producer, cancels, consume, outcome, outcomes, kinds };
}

/** Resolves when the signal aborts, by throwing its reason. */
async function untilAborted({ signal }: AttemptContext<Input>): Promise<void> {
  await sleep(60_000, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

describe('a job', () => {
  it('is done once, and then unknown to the queue', async () => {
    const { producer, consume, outcome, kinds } = openQueue();
    await producer.ping();
    const seen: unknown[] = [];
    await producer.add('job-a', { n: 1 });
    expect(await producer.state('job-a')).toEqual({ state: 'waiting' });
    expect(await producer.counts()).toEqual({ waiting: 1, active: 0, delayed: 0 });
    const consumer = consume(async ({ id, input, attempt, lastAttempt, assertHeld }) => {
      await assertHeld();
      seen.push({ id, input, attempt, lastAttempt, ...(await producer.state(id)) });
    });
    await outcome('job-a');
    expect(seen).toEqual([
      { id: 'job-a', input: { n: 1 }, attempt: 1, lastAttempt: false, state: 'active' },
    ]);
    expect(kinds()).toEqual(['completed']);
    expect(await producer.state('job-a')).toEqual({ state: 'missing' });
    expect(consumer.isRunning()).toBe(true);
    await consumer.close(1_000);
    expect(consumer.isRunning()).toBe(false);
  });

  it('added twice is done once, and again when added after it was done', async () => {
    const { producer, consume, outcome, kinds } = openQueue();
    await Promise.all([producer.add('job-a', { n: 1 }), producer.add('job-a', { n: 2 })]);
    await producer.add('job-a', { n: 3 });
    expect(await producer.counts()).toMatchObject({ waiting: 1 });
    consume(() => Promise.resolve());
    await outcome('job-a');
    await producer.add('job-a', { n: 4 });
    await outcome('job-a', 2);
    expect(kinds()).toEqual(['completed', 'completed']);
  });

  it('can be removed while it waits, not while it runs', async () => {
    const { producer, consume } = openQueue();
    await producer.add('job-a', { n: 1 });
    expect(await producer.remove('job-a')).toBe(true);
    expect(await producer.state('job-a')).toEqual({ state: 'missing' });
    let running = false;
    consume((context) => {
      running = true;
      return untilAborted(context);
    });
    await producer.add('job-b', { n: 1 });
    await waitFor(() => running);
    expect(await producer.remove('job-b')).toBe(false);
  });

  it('is refused at either end when its input does not fit', async () => {
    const { prefix, producer, consume, outcome, job } = openQueue();
    await expect(producer.add('job-a', { n: 0.5 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const loose = { ...job, input: z.any() };
    const sloppy = createJobProducer({ redisUrl, job: loose, prefix });
    closers.push(() => sloppy.close());
    await sloppy.add('job-b', { n: 'one' });
    let calls = 0;
    consume(() => {
      calls += 1;
      return Promise.resolve();
    });
    expect(await outcome('job-b')).toMatchObject({
      outcome: 'failed',
      attempt: 1,
      error: { code: 'INVALID_INPUT' },
    });
    expect(calls).toBe(0);
    expect(await producer.state('job-b')).toMatchObject({
      state: 'failed',
      failure: { code: 'INVALID_INPUT', retryable: false },
    });
  });

  it('that Redis forgot all but its place of does not block its id', async () => {
    const { prefix, producer, consume, outcome, kinds } = openQueue();
    await producer.add('job-a', { n: 1 });
    const redis = new Redis(redisUrl);
    await redis.del(`${prefix}:echo:job-a`);
    redis.disconnect();
    consume(() => Promise.resolve());
    await outcome('job-a');
    expect(kinds()).toEqual(['lost']);
    expect(await producer.state('job-a')).toEqual({ state: 'missing' });
    await producer.add('job-a', { n: 1 });
    await outcome('job-a', 2);
    expect(kinds()).toEqual(['lost', 'completed']);
  });
});

describe('a failing job', () => {
  it('is tried again after a back-off until its attempts are used up', async () => {
    const { producer, consume, outcome, outcomes } = openQueue();
    const lasts: boolean[] = [];
    consume(({ lastAttempt }) => {
      lasts.push(lastAttempt);
      throw new AppError('ENGINE_FAILED');
    });
    await producer.add('job-a', { n: 1 });
    await outcome('job-a', 3);
    expect(outcomes.map(({ attempt, outcome: kind }) => [attempt, kind])).toEqual([
      [1, 'retrying'],
      [2, 'retrying'],
      [3, 'failed'],
    ]);
    expect(lasts).toEqual([false, false, true]);
    expect(await producer.state('job-a')).toMatchObject({
      state: 'failed',
      failure: { code: 'ENGINE_FAILED', retryable: true },
    });
  });

  it('is not tried again when that can not help, and makes room for the same id', async () => {
    const { producer, consume, outcome, kinds } = openQueue();
    let fails = true;
    consume(() => {
      if (fails) throw new AppError('MODEL_MISSING');
      return Promise.resolve();
    });
    await producer.add('job-a', { n: 1 });
    await outcome('job-a');
    fails = false;
    await producer.add('job-a', { n: 1 });
    await outcome('job-a', 2);
    expect(kinds()).toEqual(['failed', 'completed']);
  });

  it('is aborted when it takes too long, also when it does not listen', async () => {
    const { producer, consume, outcome } = openQueue({ timeoutMs: 200, attempts: 1 });
    const stuck = new Promise<void>(() => undefined);
    consume(() => stuck, { graceMs: 100 });
    await producer.add('job-a', { n: 1 });
    expect(await outcome('job-a')).toMatchObject({
      outcome: 'failed',
      error: { code: 'DEADLINE_EXCEEDED' },
    });
  });

  it('is told once even when the one who is told throws', async () => {
    const { producer, consume, outcome, kinds, outcomes } = openQueue();
    consume(() => Promise.resolve(), {
      onOutcome: (one) => {
        outcomes.push(one);
        throw new Error('oops');
      },
    });
    await producer.add('job-a', { n: 1 });
    await producer.add('job-b', { n: 1 });
    await outcome('job-a');
    await outcome('job-b');
    expect(kinds()).toEqual(['completed', 'completed']);
  });
});

describe('a postponed job', () => {
  it('uses up no attempt', async () => {
    const { producer, consume, outcome, outcomes } = openQueue({ attempts: 1 });
    consume(({ attempt, lastAttempt }) => {
      expect(lastAttempt).toBe(true);
      if (attempt < 4) throw new AppError('STORAGE_FULL');
      return Promise.resolve();
    });
    await producer.add('job-a', { n: 1 });
    await outcome('job-a', 4);
    expect(outcomes.map(({ attempt, outcome: kind }) => [attempt, kind])).toEqual([
      [1, 'returned'],
      [2, 'returned'],
      [3, 'returned'],
      [4, 'completed'],
    ]);
  });

  it('fails after too many starts', async () => {
    const { producer, consume, outcome, outcomes } = openQueue();
    let calls = 0;
    consume(
      () => {
        calls += 1;
        throw new AppError('ENGINE_BUSY');
      },
      { maxStarts: 3 },
    );
    await producer.add('job-a', { n: 1 });
    await outcome('job-a', 4);
    expect(calls).toBe(3);
    expect(outcomes[3]).toMatchObject({ outcome: 'failed', error: { code: 'GAVE_UP' } });
    expect(await producer.state('job-a')).toMatchObject({
      state: 'failed',
      failure: { code: 'GAVE_UP' },
    });
  });
});

describe('a consumer that is closed', () => {
  it('hands its job back at once, without using up an attempt', async () => {
    const { producer, consume, outcome, outcomes } = openQueue({ attempts: 1 });
    let running = false;
    const first = consume((context) => {
      running = true;
      return untilAborted(context);
    });
    await producer.add('job-a', { n: 1 });
    await waitFor(() => running);
    await first.close(5_000);
    expect(outcomes).toMatchObject([{ outcome: 'returned', error: { code: 'SHUTTING_DOWN' } }]);
    expect(await producer.state('job-a')).toEqual({ state: 'waiting' });
    consume(() => Promise.resolve());
    expect(await outcome('job-a', 2)).toMatchObject({ attempt: 2, outcome: 'completed' });
  });

  it('hands back the job of a handler that does not listen', async () => {
    const { producer, consume, kinds } = openQueue();
    let running = false;
    const consumer = consume(() => {
      running = true;
      return new Promise<void>(() => undefined);
    });
    await producer.add('job-a', { n: 1 });
    await waitFor(() => running);
    await consumer.close(1_000);
    expect(kinds()).toEqual(['returned']);
    expect(await producer.state('job-a')).toEqual({ state: 'waiting' });
  });
});

describe('cancel', () => {
  it('ends a running job', async () => {
    const { producer, cancels, consume, outcome } = openQueue();
    let running = false;
    consume((context) => {
      running = true;
      return untilAborted(context);
    });
    await producer.add('job-a', { n: 1 });
    await waitFor(() => running);
    await cancels.cancel('job-a');
    expect(await outcome('job-a')).toMatchObject({
      outcome: 'cancelled',
      error: { code: 'CANCELLED' },
    });
    expect(await producer.state('job-a')).toMatchObject({
      state: 'failed',
      failure: { code: 'CANCELLED' },
    });
  });

  it('ends a running job whose message was lost', async () => {
    const { prefix, producer, consume, outcome } = openQueue();
    let running = false;
    consume((context) => {
      running = true;
      return untilAborted(context);
    });
    await producer.add('job-a', { n: 1 });
    await waitFor(() => running);
    const redis = new Redis(redisUrl);
    await redis.set(`${prefix}:cancel:job-a`, '1', 'EX', 60);
    redis.disconnect();
    expect(await outcome('job-a')).toMatchObject({ outcome: 'cancelled' });
  });

  it('ends a waiting job before its handler is called', async () => {
    const { producer, cancels, consume, outcome } = openQueue();
    await producer.add('job-a', { n: 1 });
    await cancels.cancel('job-a');
    let calls = 0;
    consume(() => {
      calls += 1;
      return Promise.resolve();
    });
    expect(await outcome('job-a')).toMatchObject({ outcome: 'cancelled', attempt: 1 });
    expect(calls).toBe(0);
  });
});

describe('several consumers', () => {
  it('share a queue, each running as many jobs at once as it was told', async () => {
    const { producer, consume, outcomes, kinds } = openQueue();
    const workers = new Map<string, string[]>();
    const busy = { now: 0, most: 0 };
    for (const workerId of ['worker-1', 'worker-2']) {
      const done: string[] = [];
      workers.set(workerId, done);
      const handler = async ({ id }: AttemptContext<Input>) => {
        busy.now += 1;
        busy.most = Math.max(busy.most, busy.now);
        await sleep(50);
        busy.now -= 1;
        done.push(id);
      };
      consume(handler, { workerId, concurrency: 2 });
    }
    const ids = Array.from({ length: 40 }, (_, index) => `job-${index}`);
    await Promise.all(ids.map((id, n) => producer.add(id, { n })));
    await waitFor(() => outcomes.length === ids.length, { timeoutMs: 30_000 });
    expect(new Set(kinds())).toEqual(new Set(['completed']));
    const done = [...workers.values()];
    expect(done.flat().sort()).toEqual([...ids].sort());
    expect(done.every((one) => one.length > 0)).toBe(true);
    expect(busy.most).toBeGreaterThan(1);
    expect(busy.most).toBeLessThanOrEqual(4);
  });
});

describe('a queue without Redis', () => {
  it('fails with one code, soon, and closes', async () => {
    const job = openQueue().job;
    const nowhere = 'redis://127.0.0.1:1';
    const producer = createJobProducer({ redisUrl: nowhere, job });
    const consumer = createJobConsumer({
      redisUrl: nowhere,
      job,
      workerId: 'worker-1',
      log,
      handler: () => Promise.resolve(),
    });
    await expect(producer.add('job-a', { n: 1 })).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
    });
    await expect(producer.ping()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(consumer.isRunning()).toBe(false);
    await consumer.close(500);
    await producer.close();
  });
});
