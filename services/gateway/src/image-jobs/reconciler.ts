import type { Database, ImageJob } from '@atelier/database';
import { AppError, toWireError, type WireError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import type { CompleteJob } from './complete-job.js';
import { createLoop, type Loop } from '../loop.js';

export interface ReconcilerOptions {
  readonly imageJobs: Pick<Database['imageJobs'], 'giveUp'> & {
    unfinishedOutsideOutbox(page: {
      readonly limit: number;
      readonly afterId?: string | undefined;
    }): Promise<readonly Pick<ImageJob, 'id' | 'generation' | 'fence'>[]>;
  };
  readonly outbox: Pick<Database['outbox'], 'putBack'>;
  readonly producer: {
    state(id: string): Promise<{
      readonly state: 'missing' | 'waiting' | 'active' | 'delayed' | 'failed';
      readonly failure?: WireError | undefined;
    }>;
  };
  readonly completeJob: CompleteJob;
  /** Called when jobs were put back, with how many. */
  readonly onPutBack: (jobs: number) => void;
  /** Called with a job that was given up. */
  readonly onFailed?: (jobId: string) => void;
  readonly everyMs: number;
  readonly log: Logger;
}

/** Times a job is put on the queue before it is given up; Redis may be emptied this often. */
const maxGenerations = 100;
const pageSize = 100;

/**
 * Compares rows, queue and manifests, again and again. What was accepted and is neither queued nor
 * finished is put back; what is finished and not marked is marked. This is what makes Redis
 * disposable, and lost events harmless.
 */
export function createReconciler(options: ReconcilerOptions): Loop {
  const { imageJobs, outbox, producer, completeJob, log } = options;

  /** True when the job was put back. */
  const mend = async (job: Pick<ImageJob, 'id' | 'generation' | 'fence'>) => {
    const jobId = job.id;
    // The queue is asked before the store: a job leaves the queue only after its manifest is there.
    const { state, failure } = await producer.state(jobId);
    if (state === 'waiting' || state === 'active' || state === 'delayed') return false;
    if (await completeJob({ jobId, fence: job.fence })) return false;
    if (state === 'failed' || job.generation >= maxGenerations) {
      const error = failure ?? toWireError(new AppError('GAVE_UP'));
      if (await imageJobs.giveUp({ jobId, error })) options.onFailed?.(jobId);
      log.warn('job.failed', { jobId, code: error.code });
      return false;
    }
    const putBack = await outbox.putBack(jobId);
    if (putBack) log.info('job.put-back', { jobId, generation: job.generation });
    return putBack;
  };

  const pass = async () => {
    let afterId: string | undefined;
    let putBack = 0;
    for (;;) {
      const page = await imageJobs.unfinishedOutsideOutbox({ limit: pageSize, afterId });
      for (const job of page) if (await mend(job)) putBack += 1;
      afterId = page.at(-1)?.id;
      if (page.length < pageSize) break;
    }
    if (putBack > 0) options.onPutBack(putBack);
  };

  return createLoop({
    pass,
    everyMs: options.everyMs,
    onError: (error) => {
      log.warn('reconciler.failed', errorFields(error));
    },
  });
}
