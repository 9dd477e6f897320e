import { isFinalImageStatus, jobKeyPrefix } from '@atelier/contracts';
import type { DeletedImageJob } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';

export interface DeletePicturesOptions {
  readonly blobs: Pick<BlobStore, 'list' | 'delete'>;
  /** Tells a worker that a job is cancelled. */
  readonly cancelWork: (jobId: string) => Promise<void>;
}

/** Files of a job that are deleted between two listings. */
const pageSize = 100;
/** Jobs whose files are deleted at once. */
const atOnce = 8;

/**
 * Ends work on jobs whose rows are gone, and deletes their files. A store that does not answer is
 * not asked again: what is left there belongs to nobody, and the log says how many jobs it is of.
 */
export async function deletePictures(
  options: DeletePicturesOptions,
  jobs: readonly DeletedImageJob[],
  log: Logger,
): Promise<void> {
  for (const { id, status } of jobs) {
    if (isFinalImageStatus(status)) continue;
    await options.cancelWork(id).catch((error: unknown) => {
      log.warn('job.cancel-unheard', { jobId: id, ...errorFields(error) });
    });
  }
  for (let done = 0; done < jobs.length; done += atOnce) {
    const some = jobs.slice(done, done + atOnce);
    try {
      await Promise.all(some.map(({ id }) => deleteFiles(options.blobs, id)));
    } catch (error) {
      log.warn('pictures.left-behind', { count: jobs.length - done, ...errorFields(error) });
      return;
    }
  }
  log.info('pictures.deleted', { count: jobs.length });
}

async function deleteFiles(blobs: DeletePicturesOptions['blobs'], jobId: string): Promise<void> {
  for (;;) {
    const keys = await blobs.list(jobKeyPrefix(jobId), { limit: pageSize });
    for (const key of keys) await blobs.delete(key);
    if (keys.length < pageSize) return;
  }
}
