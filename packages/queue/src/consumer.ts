import { randomUUID } from 'node:crypto';
import { errorFields } from '@atelier/logging';
import { Worker, type Job } from 'bullmq';
import { startAttempt, type Attempt } from './attempt.js';
import { createCancelWatch } from './cancel-watch.js';
import { defaultPrefix, openConnection } from './connection.js';
import type { AttemptOutcome, JobConsumer, JobConsumerOptions } from './consumer-options.js';
import { atMost, backOffMs, pause } from './pause.js';

/** Waiting for jobs lasts this long at a time; the connection's deadline is longer. */
const waitForJobsS = 2;
/** BullMQ may wait ten seconds for a delayed job. */
const commandTimeoutMs = 12_000;
/** Part of the time to hand back that running handlers get; the rest is for Redis. */
const handlersShare = 0.7;

/**
 * Takes jobs off a queue, runs the handler for each and settles them with Redis. BullMQ gives the
 * jobs out and looks for stalled ones; locks, retries and hand-backs are decided here.
 */
export function createJobConsumer<Input>(options: JobConsumerOptions<Input>): JobConsumer {
  const { redisUrl, job, prefix = defaultPrefix, concurrency = 1, lockMs = 15_000 } = options;
  const log = options.log.child({ workerId: options.workerId });
  const redis = openConnection(redisUrl, commandTimeoutMs);
  const cancels = createCancelWatch(redis, redisUrl, prefix);
  // No processor: BullMQ then leaves running jobs to us.
  const worker = new Worker(job.queue, undefined, {
    connection: redis,
    prefix,
    autorun: false,
    skipVersionCheck: true,
    lockDuration: lockMs,
    stalledInterval: options.stalledEveryMs ?? 5_000,
    maxStalledCount: options.maxStalled ?? 3,
    drainDelay: waitForJobsS,
    removeOnFail: { age: 3_600, count: 1_000 },
  });
  worker.on('error', (error) => {
    log.debug('queue.error', errorFields(error));
  });
  worker.on('stalled', (jobId) => {
    log.warn('job.stalled', { jobId });
  });

  const settings = {
    job,
    lockMs,
    maxStarts: options.maxStarts ?? 500,
    postponeMs: options.postponeMs ?? 2_000,
    graceMs: options.graceMs ?? 10_000,
    cancels,
    handler: options.handler,
  };
  const attempts = new Set<Attempt>();
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;
  let handlersMs = 0;

  const report = (outcome: AttemptOutcome) => {
    const { id: jobId, attempt, outcome: state, error } = outcome;
    log.info('job.attempt-ended', { jobId, attempt, state, ...(error && errorFields(error)) });
    try {
      options.onOutcome?.(outcome);
    } catch (thrown) {
      log.error('job.outcome-failed', { jobId, ...errorFields(thrown) });
    }
  };

  const takeOne = async () => {
    const token = `${options.workerId}:${randomUUID()}`;
    // Its type says that there always is one.
    const taken = (await worker.getNextJob(token, { block: true })) as Job | undefined;
    if (!taken) {
      // BullMQ waits by itself; this keeps a bug in that from becoming a busy loop.
      await pause(10, stop.signal);
      return;
    }
    const attempt = startAttempt(settings, taken, token);
    attempts.add(attempt);
    if (stopped()) attempt.handBack(handlersMs);
    void attempt.ended.then((outcome) => {
      attempts.delete(attempt);
      report(outcome);
    });
  };

  const take = async () => {
    let failures = 0;
    while (!stopped()) {
      if (attempts.size >= concurrency) {
        await Promise.race([...attempts].map((attempt) => attempt.ended));
        continue;
      }
      try {
        await takeOne();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) log.warn('queue.interrupted', errorFields(error));
        await pause(backOffMs(failures), stop.signal);
      }
    }
  };
  void worker.startStalledCheckTimer();
  const taking = take();

  return {
    isRunning: () => !stopped() && redis.status === 'ready',
    async close(handBackMs) {
      if (stopped()) return;
      stop.abort();
      handlersMs = handBackMs * handlersShare;
      void worker.pause(true);
      // Ends the wait for jobs. It may itself wait for a Redis that never came, so nobody waits.
      worker
        .getBackend()
        .disconnectBlocking(false)
        .catch(() => undefined);
      for (const attempt of attempts) attempt.handBack(handlersMs);
      const handedBack = taking.then(() => Promise.all([...attempts].map(({ ended }) => ended)));
      // A Redis that is away takes nothing back; then there is only the running work to wait for.
      if (attempts.size > 0 || redis.status === 'ready') await atMost(handBackMs, handedBack);
      cancels.close();
      redis.disconnect();
      await atMost(1_000, worker.close(true));
    },
  };
}
