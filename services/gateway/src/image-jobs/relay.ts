import type { DrawRequest } from '@atelier/contracts';
import type { OutboxStore } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import { noTracing, type Tracing } from '@atelier/telemetry';
import type { HitFailpoint } from '../failpoints.js';
import { createLoop, type Loop } from '../loop.js';
import type { RelayLook } from '../telemetry/job-counts.js';

export interface RelayOptions {
  readonly outbox: Pick<OutboxStore, 'relay'>;
  readonly producer: {
    add(id: string, input: DrawRequest, traceparent?: string): Promise<void>;
    counts(): Promise<RelayLook['counts']>;
  };
  /** Diffusion workers that show a sign of life. */
  readonly liveWorkers: () => Promise<number>;
  /** Told what the queue holds, each time that was asked. */
  readonly onLook?: (look: RelayLook) => void;
  /** Told of a job that can't be put on the queue, and fails. */
  readonly onFailed?: (job: DrawRequest) => void;
  readonly tracing?: Tracing;
  readonly log: Logger;
  readonly hitFailpoint: HitFailpoint;
}

/**
 * Moves accepted jobs from the outbox to the queue, owner by owner in turns, and keeps the queue as
 * shallow as it can be without a worker waiting for work: a job is in reserve beside those that the
 * workers hold. So whoever comes new waits for one job of the others at most, a long queue costs
 * Redis nothing, and a waiting job is cancelled by its row alone.
 */
export function createRelay(options: RelayOptions): Loop {
  const { outbox, producer, tracing = noTracing, log } = options;
  const readRoom = async () => {
    const [workers, counts] = await Promise.all([options.liveWorkers(), producer.counts()]);
    const { waiting, active, delayed } = counts;
    options.onLook?.({ workers, counts });
    // Never less than one in reserve: a worker may hold several jobs, or just be starting.
    const wanted = Math.max(1, Math.max(1, workers) - active + 1);
    return wanted - waiting - delayed;
  };
  const send = async (job: DrawRequest, parent: string | undefined) => {
    const { jobId, generation, requestId } = job;
    options.hitFailpoint('after-accept');
    const span = tracing.start({
      ...{ name: 'image.enqueue', kind: 'producer', parent },
      attributes: { job_id: jobId, generation },
    });
    try {
      await producer.add(jobId, job, span.traceparent);
      span.end();
    } catch (error) {
      span.end(AppError.is(error) ? error.code : 'INTERNAL');
      if (AppError.is(error) && !error.retryable) options.onFailed?.(job);
      throw error;
    }
    log.info('job.queued', { jobId, generation, requestId, traceId: span.traceId });
  };
  const pass = async (stopping: AbortSignal) => {
    // Counted anew for each: other gateways fill the same queue.
    while ((await readRoom()) > 0 && !stopping.aborted) {
      if ((await outbox.relay(1, send)) === 0) return;
    }
  };
  return createLoop({
    pass,
    everyMs: 1_000,
    onError: (error) => {
      log.warn('relay.failed', errorFields(error));
    },
  });
}
