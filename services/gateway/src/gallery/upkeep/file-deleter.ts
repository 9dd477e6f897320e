import type { Database } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import { jobIdOf } from './job-files.js';

export interface FileDeleterOptions {
  readonly blobDeletions: Database['blobDeletions'];
  readonly blobs: Pick<BlobStore, 'list' | 'delete'>;
  readonly log: Logger;
}

const batchSize = 50;
const pageSize = 100;
/** Failures after which a pass ends: the store does not seem to be well. */
const maxFailures = 3;

/**
 * A pass that deletes the files whose rows are gone. What fails stays noted and is tried again in
 * another pass; a file that never can be deleted holds up no other.
 *
 * @throws AppError of the first failure, once the pass is over.
 */
export function createFileDeleter(
  options: FileDeleterOptions,
): (stopping: AbortSignal) => Promise<void> {
  const { blobDeletions, blobs, log } = options;

  const deleteAll = async (prefix: string) => {
    // An empty prefix would be the whole store.
    if (jobIdOf(prefix) === undefined) throw new Error('This is no place of a picture.');
    for (;;) {
      const keys = await blobs.list(prefix, { limit: pageSize });
      for (const key of keys) await blobs.delete(key);
      if (keys.length < pageSize) return;
    }
  };

  return async (stopping) => {
    const failures: unknown[] = [];
    let count = 0;
    for (;;) {
      const batch = await blobDeletions.next(batchSize);
      for (const { id, prefix } of batch) {
        if (stopping.aborted) break;
        try {
          await deleteAll(prefix);
          await blobDeletions.done(id);
          count += 1;
        } catch (error) {
          log.warn('pictures.not-deleted', errorFields(error));
          failures.push(error);
          await blobDeletions.postpone(id);
          if (failures.length === maxFailures) break;
        }
      }
      if (batch.length < batchSize || failures.length > 0 || stopping.aborted) break;
    }
    if (count > 0) log.info('pictures.deleted', { count });
    if (failures.length > 0) throw failures[0];
  };
}
