import type { ImageJobEvent } from '@atelier/contracts';

export interface PreviewsOptions {
  /** Jobs whose preview is kept at once; 40 kB each at most. */
  readonly maxJobs?: number;
  /** A job that says nothing for so many milliseconds is forgotten. */
  readonly keepMs?: number;
  readonly now?: () => number;
}

/** How pictures under way look by now, as the workers told this process. */
export interface Previews {
  /** Takes a worker's event. */
  note(event: ImageJobEvent): void;
  /** A tiny PNG in base64 of an attempt at a job, or of a later one. */
  find(jobId: string, fence: number): string | undefined;
}

/** Keeps the latest preview of each job in memory; the jobs that spoke last, when there are many. */
export function createPreviews(options: PreviewsOptions = {}): Previews {
  const { maxJobs = 200, keepMs = 120_000, now = () => performance.now() } = options;
  // The one that spoke last is the last.
  const kept = new Map<string, { fence: number; preview: string | undefined; at: number }>();
  const forgetOld = () => {
    for (const [jobId, { at }] of kept) {
      if (kept.size <= maxJobs && now() - at < keepMs) return;
      kept.delete(jobId);
    }
  };
  return {
    note(event) {
      const { jobId, fence } = event;
      const known = kept.get(jobId);
      if (known !== undefined && known.fence > fence) return;
      kept.delete(jobId);
      if (event.type !== 'started' && event.type !== 'progress') return;
      const earlier =
        known?.fence === fence && event.type === 'progress' ? known.preview : undefined;
      const preview = event.type === 'progress' ? (event.preview ?? earlier) : undefined;
      kept.set(jobId, { fence, preview, at: now() });
      forgetOld();
    },
    find(jobId, fence) {
      const known = kept.get(jobId);
      return known && known.fence >= fence ? known.preview : undefined;
    },
  };
}
