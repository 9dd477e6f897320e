import { fenceOf, type DrawRequest, type ImageJobEvent } from '@atelier/contracts';
import { AppError, toWireError } from '@atelier/errors';
import type { AttemptOutcome } from '@atelier/queue';
import { createProgressThrottle } from './progress-throttle.js';

/** The state of a drawing, with the step reached over all pictures of the job. */
export type Progress = Pick<
  Extract<ImageJobEvent, { readonly type: 'progress' }>,
  'state' | 'step' | 'steps'
>;

/** What the gateways are told about one attempt. */
export interface JobReport {
  readonly fence: number;
  /** A new state always; steps of the same state a few times a second. */
  progress(progress: Progress): void;
  /** Only once the manifest is in the blob store. */
  completed(): void;
}

/** Tells the gateways about attempts, from their start to their end. */
export interface JobReports {
  started(request: DrawRequest, attempt: number): JobReport;
  /** Tells the end of an attempt that did not complete. */
  ended(outcome: AttemptOutcome): void;
  /** One of the jobs under way. */
  currentJob(): string | undefined;
}

export interface JobReportsOptions {
  readonly workerId: string;
  readonly publish: (event: ImageJobEvent) => void;
  readonly now?: () => number;
}

export function createJobReports({ workerId, publish, now }: JobReportsOptions): JobReports {
  const underWay = new Map<string, { readonly jobId: string; readonly fence: number }>();
  const keyOf = (jobId: string, attempt: number) => `${jobId}:${attempt}`;
  return {
    started({ jobId, generation }, attempt) {
      const fence = fenceOf(generation, attempt);
      underWay.set(keyOf(jobId, attempt), { jobId, fence });
      const isDue = createProgressThrottle(now);
      publish({ type: 'started', jobId, fence, workerId });
      return {
        fence,
        progress(progress) {
          if (isDue(progress.state)) publish({ type: 'progress', jobId, fence, ...progress });
        },
        completed() {
          publish({ type: 'completed', jobId, fence });
        },
      };
    },
    ended({ id, attempt, outcome, error }) {
      const key = keyOf(id, attempt);
      const known = underWay.get(key);
      underWay.delete(key);
      // A job that failed before it started has no fence here; the gateways ask the queue about it.
      if (!known) return;
      const { jobId, fence } = known;
      if (outcome === 'returned' || outcome === 'retrying') {
        publish({ type: 'returned', jobId, fence });
      }
      if (outcome === 'failed') {
        const failure = toWireError(error ?? new AppError('INTERNAL'));
        publish({ type: 'failed', jobId, fence, error: failure });
      }
    },
    currentJob: () => underWay.values().next().value?.jobId,
  };
}
