import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';

const liveIntervalMs = 10_000;
const runningIntervalMs = 1_000;
const troubleIntervalMs = 2_000;

/** When to read a job again, in milliseconds; false for never. */
export function nextReadMs(
  job: ImageJobView | undefined,
  error: unknown,
  { isLive }: { readonly isLive: boolean } = { isLive: false },
): number | false {
  if (job && isFinalImageStatus(job.status)) return false;
  if (error === null || error === undefined) return isLive ? liveIntervalMs : runningIntervalMs;
  return AppError.is(error) && error.retryable ? troubleIntervalMs : false;
}
