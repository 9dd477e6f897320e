import { DrawManifest, manifestKey } from '@atelier/contracts';
import type { ImageJobStore } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import { v7 as uuidv7 } from 'uuid';

export interface CompleteJobOptions {
  readonly imageJobs: Pick<ImageJobStore, 'markSucceeded'>;
  readonly blobs: Pick<BlobStore, 'get'>;
  /** Called with a job that has succeeded. */
  readonly onSucceeded?: (manifest: DrawManifest) => void;
  readonly log: Logger;
}

/** Marks a job succeeded if its manifest proves that it is. */
export type CompleteJob = (job: { readonly jobId: string; readonly fence: number }) => Promise<
  /** False when there is no manifest. */
  boolean
>;

export function createCompleteJob(options: CompleteJobOptions): CompleteJob {
  const { imageJobs, blobs, log } = options;
  return async ({ jobId, fence }) => {
    const bytes = await blobs.get(manifestKey(jobId));
    if (bytes === undefined) return false;
    const manifest = DrawManifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
    if (manifest.jobId !== jobId) throw new Error('The manifest belongs to another job.');
    const images = manifest.images.map((image) => ({ id: uuidv7(), ...image }));
    const { engine, durationMs, memoryBytes, warnings } = manifest;
    const result = { engine, durationMs, memoryBytes };
    const changed = await imageJobs.markSucceeded({ jobId, fence, images, result, warnings });
    if (changed) options.onSucceeded?.(manifest);
    log.info(changed ? 'job.succeeded' : 'job.result-refused', { jobId, fence });
    return true;
  };
}
