import { isFinalImageStatus } from '@atelier/contracts';
import type { DeletedImageJob } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';

export interface DeletePicturesOptions {
  /** Tells a worker that a job is cancelled. */
  readonly cancelWork: (jobId: string) => Promise<void>;
  /** Rows are gone whose files are to be deleted. */
  readonly onRemoved: () => void;
}

/** Ends work on jobs whose rows are gone, and sees to their files. */
export async function deletePictures(
  { cancelWork, onRemoved }: DeletePicturesOptions,
  jobs: readonly DeletedImageJob[],
  log: Logger,
): Promise<void> {
  for (const { id, status } of jobs) {
    if (isFinalImageStatus(status)) continue;
    await cancelWork(id).catch((error: unknown) => {
      log.warn('job.cancel-unheard', { jobId: id, ...errorFields(error) });
    });
  }
  onRemoved();
  log.info('pictures.removed', { count: jobs.length });
}
