import { and, desc, eq, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, images } from '../schema/image-jobs.js';
import type { ImageJobWithImages } from './image-job.js';
import { createOwnedImageJobStore } from './owned-image-jobs.store.js';

/** What was drawn before, by what it was drawn from. */
export interface RecipeStore {
  /** The owner's jobs of this recipe that have all their pictures, newest first. */
  findDrawn(
    ownerId: string,
    recipeHash: string,
    limit: number,
  ): Promise<readonly ImageJobWithImages[]>;
  /**
   * Inside a transaction: keeps a picture of the owner from being deleted before its end.
   *
   * @returns False when there is no such picture.
   */
  holdImage(ownerId: string, imageId: string): Promise<boolean>;
}

export function createRecipeStore(connection: Connection): RecipeStore {
  const { db } = connection;
  const jobs = createOwnedImageJobStore(connection);
  return {
    async findDrawn(ownerId, recipeHash, limit) {
      const rows = await db
        .select({ id: imageJobs.id })
        .from(imageJobs)
        .where(
          and(
            eq(imageJobs.ownerId, ownerId),
            eq(imageJobs.recipeHash, recipeHash),
            eq(imageJobs.status, 'succeeded'),
            sql`(${imageJobs.settings} ->> 'count')::int = (
              select count(*) from ${images}
              where ${images.jobId} = ${imageJobs.id} and ${images.missingAt} is null)`,
          ),
        )
        .orderBy(desc(imageJobs.createdAt), desc(imageJobs.id))
        .limit(limit);
      const ids = rows.map(({ id }) => id);
      const found = await jobs.findAll(ownerId, ids);
      return ids.flatMap((id) => found.find((job) => job.id === id) ?? []);
    },
    async holdImage(ownerId, imageId) {
      const found = await db
        .select({ id: images.id })
        .from(images)
        .where(and(eq(images.ownerId, ownerId), eq(images.id, imageId)))
        .for('key share');
      return found.length > 0;
    },
  };
}
