import { AppError, type WireError } from '@atelier/errors';
import { WireErrorShape } from '@atelier/contracts';
import { Queue } from 'bullmq';
import { ask, defaultPrefix, openConnection } from './connection.js';
import type { JobDefinition } from './job-definition.js';

/** Settings of `createJobProducer`. */
export interface JobProducerOptions<Input> {
  readonly redisUrl: string;
  readonly job: JobDefinition<Input>;
  /** First part of every key; `atelier` when left out. */
  readonly prefix?: string;
}

/** What the queue knows about a job. A completed one is `missing`. */
export interface JobState {
  readonly state: 'missing' | 'waiting' | 'active' | 'delayed' | 'failed';
  /** Why it failed. */
  readonly failure?: WireError;
}

/** How many jobs are in the queue. */
export interface JobCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
}

/** Adds jobs. Every call throws `QUEUE_UNAVAILABLE` when Redis does not answer in a few seconds. */
export interface JobProducer<Input> {
  /**
   * Adds a job, unless one with this id waits or runs; a failed one is replaced. Ids must not be
   * numbers nor contain `:`. Throws `INVALID_INPUT`.
   *
   * @param traceparent The span that the job belongs to, for its worker.
   */
  add(id: string, input: Input, traceparent?: string): Promise<void>;
  state(id: string): Promise<JobState>;
  /** True when it is gone; false when a worker holds it. */
  remove(id: string): Promise<boolean>;
  counts(): Promise<JobCounts>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The side of a queue that adds jobs. It connects in the background. */
export function createJobProducer<Input>(options: JobProducerOptions<Input>): JobProducer<Input> {
  const { redisUrl, job, prefix = defaultPrefix } = options;
  const redis = openConnection(redisUrl);
  const queue = new Queue(job.queue, {
    connection: redis,
    prefix,
    skipVersionCheck: true,
    defaultJobOptions: {
      attempts: job.attempts,
      backoff: { type: 'exponential', delay: job.backoffMs },
      removeOnComplete: true,
      removeOnFail: { age: 3_600, count: 1_000 },
      stackTraceLimit: 0,
    },
  });
  queue.on('error', () => {
    // Each call tells its caller.
  });

  const stateOf = async (id: string): Promise<JobState> => {
    const state = await ask(redis, () => queue.getJobState(id));
    if (state === 'waiting' || state === 'active' || state === 'delayed') return { state };
    if (state !== 'failed') return { state: 'missing' };
    const failed = await ask(redis, () => queue.getJob(id));
    return { state, failure: parseFailure(failed?.failedReason) };
  };

  return {
    async add(id, input, traceparent) {
      const parsed = job.input.safeParse(input);
      if (!parsed.success) {
        throw new AppError('INVALID_INPUT', 'The job does not fit its schema.', {
          cause: parsed.error,
        });
      }
      const { state } = await stateOf(id);
      // A failed job, or what an evicting Redis left of one, would make `add` do nothing.
      if (state === 'failed' || state === 'missing') await ask(redis, () => queue.remove(id));
      // Beside the input, so that workers of an older version take the job too.
      const options = traceparent === undefined ? {} : { telemetry: { metadata: traceparent } };
      await ask(redis, () => queue.add(job.name, parsed.data, { jobId: id, ...options }));
    },
    state: stateOf,
    async remove(id) {
      return (await ask(redis, () => queue.remove(id))) === 1;
    },
    async counts() {
      const counts = await ask(redis, () => queue.getJobCounts('waiting', 'active', 'delayed'));
      const { waiting = 0, active = 0, delayed = 0 } = counts;
      return { waiting, active, delayed };
    },
    async ping() {
      await ask(redis, () => redis.ping());
    },
    async close() {
      redis.disconnect();
      await queue.close().catch(() => undefined);
    },
  };
}

/** BullMQ keeps one text about a failure; the consumer writes a wire error into it. */
function parseFailure(reason: string | undefined): WireError {
  const unknown: WireError = {
    code: 'INTERNAL',
    message: 'The job failed without a reason.',
    retryable: false,
  };
  if (!reason?.startsWith('{')) return unknown;
  try {
    return WireErrorShape.parse(JSON.parse(reason));
  } catch {
    return unknown;
  }
}
