import { jobKeyPrefix } from '@atelier/contracts';
import { and, eq, inArray, notExists, type SQL } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, images } from '../schema/image-jobs.js';
import { deleteBlobs } from './blob-deletions.store.js';
import { createUserStore } from './users.store.js';

/**
 * Removes those of these pictures that are the owner's and fit: their rows at once, their files soon.
 * Their jobs stay as a record of what was asked for, but answer no later request in its place. A job
 * that keeps no picture keeps no file either: no manifest, and no copy of what it started from.
 *
 * @returns The ids of those that were removed.
 */
export function removePictures(
  connection: Connection,
  ownerId: string,
  ids: readonly string[],
  only?: SQL,
): Promise<readonly string[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return connection.transaction(async (inner) => {
    const { db } = inner;
    // Pictures lead to jobs made from them, and jobs to their pictures: two at once could deadlock.
    await createUserStore(inner).lock(ownerId);
    const removed = await db
      .delete(images)
      .where(and(eq(images.ownerId, ownerId), inArray(images.id, [...ids]), only))
      .returning({
        id: images.id,
        jobId: images.jobId,
        key: images.key,
        thumbnailKey: images.thumbnailKey,
      });
    if (removed.length === 0) return [];
    const jobIds = [...new Set(removed.map(({ jobId }) => jobId))];
    await db.update(imageJobs).set({ recipeHash: null }).where(inArray(imageJobs.id, jobIds));
    const itsPictures = db.select().from(images).where(eq(images.jobId, imageJobs.id));
    const rows = await db
      .select({ id: imageJobs.id })
      .from(imageJobs)
      .where(and(inArray(imageJobs.id, jobIds), notExists(itsPictures)));
    const empty = new Set(rows.map(({ id }) => id));
    const files = removed
      .filter(({ jobId }) => !empty.has(jobId))
      .flatMap(({ key, thumbnailKey }) => [key, ...(thumbnailKey === null ? [] : [thumbnailKey])]);
    await deleteBlobs(inner, [...[...empty].map(jobKeyPrefix), ...files]);
    return removed.map(({ id }) => id);
  });
}
