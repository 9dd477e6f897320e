import type { DrawRequest } from '@atelier/contracts';
import type { OutboxStore } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import type { HitFailpoint } from '../failpoints.js';
import { createLoop, type Loop } from '../loop.js';

export interface RelayOptions {
  readonly outbox: Pick<OutboxStore, 'relay'>;
  readonly producer: {
    add(id: string, input: DrawRequest): Promise<void>;
    counts(): Promise<{ waiting: number; active: number; delayed: number }>;
  };
  /** Diffusion workers that show a sign of life. */
  readonly liveWorkers: () => Promise<number>;
  readonly log: Logger;
  readonly hitFailpoint: HitFailpoint;
}

/** Jobs kept on the queue for each live worker; the rest waits in Postgres. */
const windowPerWorker = 2;

/**
 * Moves accepted jobs from the outbox to the queue, oldest first, and keeps only a shallow window
 * there: a long queue costs Redis nothing, and a waiting job is cancelled by its row alone.
 */
export function createRelay(options: RelayOptions): Loop {
  const { outbox, producer, log } = options;
  const pass = async () => {
    const workers = Math.max(1, await options.liveWorkers());
    const { waiting, active, delayed } = await producer.counts();
    const room = workers * windowPerWorker - waiting - active - delayed;
    if (room <= 0) return;
    const sent = await outbox.relay(room, async ({ jobId, generation, requestId, settings }) => {
      options.hitFailpoint('after-accept');
      await producer.add(jobId, { jobId, generation, requestId, settings });
      log.info('job.queued', { jobId, generation, requestId });
    });
    if (sent > 0) log.debug('relay.sent', { count: sent });
  };
  return createLoop({
    pass,
    everyMs: 1_000,
    onError: (error) => {
      log.warn('relay.failed', errorFields(error));
    },
  });
}
