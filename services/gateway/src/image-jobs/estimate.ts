import { isFinalImageStatus } from '@atelier/contracts';
import type { ImageJob, Pace } from '@atelier/database';

/** What an estimate rests on. */
export interface EstimateFacts {
  /** How fast jobs were lately. */
  readonly paces: readonly Pace[];
  /** Diffusion workers that show a sign of life; undefined while nobody knows. */
  readonly workers: number | undefined;
  /** Jobs that workers hold. */
  readonly begun: number;
}

type Estimated = Pick<ImageJob, 'kind' | 'status' | 'step' | 'steps' | 'settings'>;

/**
 * About how many seconds it takes until a job is done; undefined where past jobs of its kind don't
 * tell, and for a waiting job where no worker is there. `place` is its place in the queue, from 1.
 */
export function estimateSeconds(
  job: Estimated,
  place: number | undefined,
  { paces, workers, begun }: EstimateFacts,
): number | undefined {
  const pace = paces.find(({ kind }) => kind === job.kind);
  if (pace === undefined || isFinalImageStatus(job.status)) return undefined;
  const { width, height } = job.settings;
  const perStep = pace.secondsPerStep * ((width * height) / 1e6);
  if (job.status !== 'queued') return round(perStep * (job.steps - job.step));
  if (workers === undefined || workers === 0) return undefined;
  // Where every worker draws, their jobs are half done on the whole.
  const ahead = Math.max(0, (place ?? 1) - 1) + (begun < workers ? 0 : begun / 2);
  return round((ahead / workers) * secondsOfAnyJob(paces) + perStep * job.steps);
}

function secondsOfAnyJob(paces: readonly Pace[]): number {
  const jobs = paces.reduce((sum, pace) => sum + pace.jobs, 0);
  return paces.reduce((sum, pace) => sum + pace.secondsPerJob * (pace.jobs / jobs), 0);
}

/** To a second below ten, and ever more roughly: nobody knows it better. */
function round(seconds: number): number {
  const unit = [
    [10, 1],
    [60, 5],
    [600, 10],
  ].find(([below = 0]) => seconds < below)?.[1];
  const step = unit ?? 60;
  return Math.max(1, Math.ceil(seconds / step) * step);
}
