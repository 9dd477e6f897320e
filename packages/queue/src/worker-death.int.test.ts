import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readLines } from '@atelier/embedded';
import { createLogger } from '@atelier/logging';
import { requiredTestVariable, waitFor } from '@atelier/testkit';
import { z } from 'zod';
import {
  createJobConsumer,
  createJobProducer,
  defineJob,
  type AttemptOutcome,
  type JobProducer,
} from './index.js';

const redisUrl = requiredTestVariable('TEST_REDIS_URL');
const log = createLogger({ service: 'test', level: 'fatal' });
const fixtures = join(import.meta.dirname, '..', 'fixtures');
const slow = { timeoutMs: 30_000 };

interface Input {
  readonly n: number;
}
interface Said {
  readonly event: string;
  readonly id: string;
  readonly attempt: number;
  readonly code?: string;
  readonly held?: string;
  readonly outcome?: string;
}

const job = defineJob<Input>({
  queue: 'echo',
  name: 'number.echo',
  attempts: 3,
  backoffMs: 20,
  timeoutMs: 600_000,
  input: z.strictObject({ n: z.int() }),
});

describe('a worker process', () => {
  let prefix: string;
  let producer: JobProducer<Input>;
  let children: ChildProcess[];
  let closers: (() => Promise<void>)[];

  beforeEach(() => {
    prefix = `test-${randomUUID()}`;
    producer = createJobProducer({ redisUrl, job, prefix });
    children = [];
    closers = [() => producer.close()];
  });
  afterEach(async () => {
    const exits = children.map((child) => {
      const exit = child.exitCode === null && child.signalCode === null && once(child, 'exit');
      child.kill('SIGKILL');
      return exit;
    });
    await Promise.all([...exits, ...closers.map((close) => close())]);
  });

  /** Starts a process that takes jobs and never finishes one. */
  function startEndlessWorker(workerId: string) {
    const settings = {
      redisUrl,
      prefix,
      workerId,
      lockMs: 2_500,
      stalledEveryMs: 500,
      maxStalled: 1,
    };
    const child = spawn(
      process.execPath,
      [
        '--conditions=@atelier/source',
        `--import=${join(fixtures, 'load-typescript.mjs')}`,
        join(fixtures, 'endless-worker.mjs'),
        JSON.stringify(settings),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(child);
    const said: Said[] = [];
    readLines(child.stdout, (line) => said.push(JSON.parse(line) as Said));
    const heard = (event: string) =>
      waitFor(() => said.find((one) => one.event === event), { ...slow, what: event });
    return { child, heard };
  }

  /** Finishes every job at once. */
  function startConsumer() {
    const outcomes: AttemptOutcome[] = [];
    const consumer = createJobConsumer({
      redisUrl,
      job,
      prefix,
      workerId: 'survivor',
      lockMs: 10_000,
      stalledEveryMs: 500,
      maxStalled: 1,
      log,
      handler: () => Promise.resolve(),
      onOutcome: (outcome) => outcomes.push(outcome),
    });
    closers.push(() => consumer.close(2_000));
    return outcomes;
  }

  it('that is killed loses its job to another', async () => {
    const { child, heard } = startEndlessWorker('victim');
    await producer.add('job-a', { n: 1 });
    expect(await heard('started')).toMatchObject({ id: 'job-a', attempt: 1 });
    const outcomes = startConsumer();
    child.kill('SIGKILL');
    await waitFor(() => outcomes.length > 0, slow);
    expect(outcomes).toMatchObject([{ id: 'job-a', attempt: 2, outcome: 'completed' }]);
    expect(await producer.state('job-a')).toEqual({ state: 'missing' });
  });

  it('that is killed again and again fails its job in the end', async () => {
    await producer.add('job-a', { n: 1 });
    for (let kills = 0; kills < 2; kills += 1) {
      const { child, heard } = startEndlessWorker('victim');
      await heard('started');
      child.kill('SIGKILL');
    }
    const outcomes = startConsumer();
    await waitFor(() => outcomes.length > 0, slow);
    expect(outcomes).toMatchObject([
      { id: 'job-a', outcome: 'failed', error: { code: 'GAVE_UP' } },
    ]);
  }, 120_000);

  it('that was stopped past its lock changes nothing when it wakes', async () => {
    const { child, heard } = startEndlessWorker('sleeper');
    await producer.add('job-a', { n: 1 });
    await heard('started');
    child.kill('SIGSTOP');
    const outcomes = startConsumer();
    await waitFor(() => outcomes.length > 0, slow);
    expect(outcomes).toMatchObject([{ id: 'job-a', attempt: 2, outcome: 'completed' }]);
    await producer.add('job-a', { n: 2 });
    await waitFor(() => outcomes.length > 1, slow);
    child.kill('SIGCONT');
    expect(await heard('aborted')).toMatchObject({
      attempt: 1,
      code: 'FENCE_LOST',
      held: 'FENCE_LOST',
    });
    expect(await heard('ended')).toMatchObject({ attempt: 1, outcome: 'lost' });
    expect(await producer.state('job-a')).toEqual({ state: 'missing' });
  });
});
