import type { JobSettings } from '@atelier/contracts';

/** More pictures than this at once are a batch. */
const maxInteractiveCount = 2;
/** Work beyond this is long: one picture of 1,024 × 1,024 in 60 steps, in pixels times steps. */
const maxInteractiveWork = 60 * 1_024 ** 2;

/** 0 for what somebody waits for, 1 for batches and long work, which let the former pass. */
export function priorityOf({ count, steps, width, height }: JobSettings): number {
  const isBatch =
    count > maxInteractiveCount || steps * count * width * height > maxInteractiveWork;
  return isBatch ? 1 : 0;
}
