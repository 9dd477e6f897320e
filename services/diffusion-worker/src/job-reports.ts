import { fenceOf, type DrawRequest, type ImageJobEvent } from '@atelier/contracts';
import { AppError, toWireError } from '@atelier/errors';
import type { AttemptOutcome } from '@atelier/queue';
import { createProgressThrottle } from './progress-throttle.js';

type ProgressEvent = Extract<ImageJobEvent, { readonly type: 'progress' }>;

/** The state of a drawing, with the step reached over all pictures of the job. */
export interface Progress extends Pick<ProgressEvent, 'state' | 'step' | 'steps'> {
  /** A PNG: how the picture under way looks by now. */
  readonly preview?: Uint8Array | undefined;
}

/** Characters that an event carries at most. */
const maxPreviewLength = 40_000;

/** What the gateways are told about one attempt. */
export interface JobReport {
  readonly fence: number;
  /**
   * A new state always; steps of the same state a few times a second, with the latest preview. One
   * that is too large is left out.
   */
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
      let latest: Uint8Array | undefined;
      publish({ type: 'started', jobId, fence, workerId });
      return {
        fence,
        progress({ preview, ...progress }) {
          latest = preview ?? latest;
          if (!isDue(progress.state)) return;
          const shown = progress.state === 'running' ? toPreview(latest) : {};
          latest = undefined;
          publish({ type: 'progress', jobId, fence, ...progress, ...shown });
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

function toPreview(png: Uint8Array | undefined): Pick<ProgressEvent, 'preview'> {
  const preview = png && Buffer.from(png).toString('base64');
  return preview !== undefined && preview.length <= maxPreviewLength ? { preview } : {};
}
