import type { Database } from '@atelier/database';
import type { Logger } from '@atelier/logging';

export interface RetentionOptions {
  readonly gallery: Pick<Database['gallery'], 'removeOld'>;
  /** Days that pictures are kept; 0 is for ever. */
  readonly days: number;
  /** Pictures were removed, and their files are to follow. */
  readonly onRemoved: () => void;
  readonly log: Logger;
}

const dayMs = 86_400_000;
const batchSize = 200;
const maxBatches = 100;

/** A pass that removes the pictures that are kept no longer; never favourites. */
export function createRetention({
  gallery,
  days,
  onRemoved,
  log,
}: RetentionOptions): (stopping: AbortSignal) => Promise<void> {
  return async (stopping) => {
    if (days === 0) return;
    let count = 0;
    for (let batch = 0; batch < maxBatches && !stopping.aborted; batch += 1) {
      const removed = await gallery.removeOld(days * dayMs, batchSize);
      count += removed;
      if (removed > 0) onRemoved();
      if (removed < batchSize) break;
    }
    if (count > 0) log.info('pictures.expired', { count });
  };
}
