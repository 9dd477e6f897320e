import type { ImageJobEvent } from '@atelier/contracts';
import type { ImageJobStore } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import type { CompleteJob } from './complete-job.js';

export interface ApplyEventOptions {
  readonly imageJobs: Pick<
    ImageJobStore,
    'markStarted' | 'markProgress' | 'markReturned' | 'markFailed'
  >;
  readonly completeJob: CompleteJob;
  /** Called when the queue may be shorter than it should be. */
  readonly onRoom: () => void;
  /** Called with a job that has failed. */
  readonly onFailed?: (jobId: string) => void;
  readonly log: Logger;
}

/** A job's row is written at most this often for steps alone, in milliseconds. */
const progressIntervalMs = 400;

/**
 * Carries a worker's event over to the job's row. The row's fence decides whether it counts, so the
 * same event may come twice, from a stale worker, or be read by several gateways.
 */
export function createApplyEvent(options: ApplyEventOptions) {
  const { imageJobs, completeJob, onRoom, log } = options;
  return async (event: ImageJobEvent): Promise<void> => {
    const { jobId, fence } = event;
    switch (event.type) {
      case 'started':
        await imageJobs.markStarted({ jobId, fence });
        onRoom();
        return;
      case 'progress':
        await imageJobs.markProgress({
          jobId,
          fence,
          status: event.state,
          step: event.step,
          minIntervalMs: progressIntervalMs,
        });
        return;
      case 'completed':
        await completeJob({ jobId, fence });
        onRoom();
        return;
      case 'failed':
        if (await imageJobs.markFailed({ jobId, fence, error: event.error })) {
          options.onFailed?.(jobId);
        }
        log.warn('job.failed', { jobId, fence, code: event.error.code });
        onRoom();
        return;
      case 'returned':
        await imageJobs.markReturned({ jobId, fence });
        return;
    }
  };
}
