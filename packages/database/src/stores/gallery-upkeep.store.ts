import type { ImageJobStatus } from '@atelier/contracts';
import { and, asc, eq, inArray, isNotNull, isNull, lt, not, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, images } from '../schema/image-jobs.js';
import { removePictures } from './remove-pictures.js';

/** A job and the files that its rows speak of. */
export interface JobFolder {
  readonly jobId: string;
  readonly status: ImageJobStatus;
  /** Keys of its pictures and their thumbnails. */
  readonly keys: readonly string[];
}

/** A picture's place among all pictures, by job. */
export interface PicturePlace {
  readonly jobId: string;
  readonly index: number;
}

export interface PlacedPicture extends PicturePlace {
  readonly id: string;
  readonly key: string;
  readonly isMissing: boolean;
}

/** Everybody's pictures, for the upkeep of the system. */
export interface GalleryUpkeepStore {
  /** Whose picture this is. Only for requests with a signed link to it. */
  ownerOf(imageId: string): Promise<string | undefined>;
  /** Those of these jobs that have a row, in no order. Not for requests. */
  foldersOf(jobIds: readonly string[]): Promise<readonly JobFolder[]>;
  /** Pictures in the order of their places. Not for requests. */
  pictures(page: {
    readonly limit: number;
    readonly after?: PicturePlace | undefined;
  }): Promise<readonly PlacedPicture[]>;
  /** A picture's file is gone; its job answers no later request in its place. */
  markMissing(imageId: string): Promise<void>;
  /** It is there after all. */
  markFound(imageId: string): Promise<void>;
  /** A thumbnail was made later. False if there is no such picture. */
  setThumbnail(
    imageId: string,
    thumbnail: { readonly key: string; readonly bytes: number },
  ): Promise<boolean>;
  /**
   * Removes pictures that are older than this and nobody's favourites, oldest first, up to `limit`.
   * Not for requests.
   *
   * @returns How many were removed.
   */
  removeOld(olderThanMs: number, limit: number): Promise<number>;
}

export function createGalleryUpkeepStore(connection: Connection): GalleryUpkeepStore {
  const { db } = connection;
  return {
    async ownerOf(imageId) {
      const [row] = await db
        .select({ ownerId: images.ownerId })
        .from(images)
        .where(eq(images.id, imageId));
      return row?.ownerId;
    },
    async foldersOf(jobIds) {
      if (jobIds.length === 0) return [];
      const rows = await db
        .select({
          jobId: imageJobs.id,
          status: imageJobs.status,
          key: images.key,
          thumbnailKey: images.thumbnailKey,
        })
        .from(imageJobs)
        .leftJoin(images, eq(images.jobId, imageJobs.id))
        .where(inArray(imageJobs.id, [...jobIds]));
      const folders = new Map<string, JobFolder>();
      for (const { jobId, status, key, thumbnailKey } of rows) {
        const keys = [key, thumbnailKey].filter((one) => one !== null);
        const known = folders.get(jobId)?.keys ?? [];
        folders.set(jobId, { jobId, status, keys: [...known, ...keys] });
      }
      return [...folders.values()];
    },
    pictures: ({ limit, after }) =>
      db
        .select({
          id: images.id,
          jobId: images.jobId,
          index: images.index,
          key: images.key,
          isMissing: sql<boolean>`${images.missingAt} is not null`,
        })
        .from(images)
        .where(
          after &&
            sql`(${images.jobId}, ${images.index}) > (${after.jobId}::uuid, ${after.index}::int)`,
        )
        .orderBy(asc(images.jobId), asc(images.index))
        .limit(limit),
    async markMissing(imageId) {
      const [row] = await db
        .update(images)
        .set({ missingAt: sql`now()` })
        .where(and(eq(images.id, imageId), isNull(images.missingAt)))
        .returning({ jobId: images.jobId });
      if (row)
        await db.update(imageJobs).set({ recipeHash: null }).where(eq(imageJobs.id, row.jobId));
    },
    async markFound(imageId) {
      await db
        .update(images)
        .set({ missingAt: null })
        .where(and(eq(images.id, imageId), isNotNull(images.missingAt)));
    },
    async setThumbnail(imageId, { key, bytes }) {
      const { rowCount } = await db
        .update(images)
        .set({ thumbnailKey: key, thumbnailBytes: bytes })
        .where(eq(images.id, imageId));
      return rowCount === 1;
    },
    async removeOld(olderThanMs, limit) {
      const age = sql`now() - make_interval(secs => ${olderThanMs / 1_000}::float8)`;
      const old = await db
        .select({ id: images.id, ownerId: images.ownerId })
        .from(images)
        .where(and(not(images.favourite), lt(images.createdAt, age)))
        .orderBy(asc(images.createdAt))
        .limit(limit);
      let removed = 0;
      for (const ownerId of new Set(old.map((image) => image.ownerId))) {
        const ids = old.filter((image) => image.ownerId === ownerId).map(({ id }) => id);
        // Somebody may have come to like one meanwhile.
        removed += (await removePictures(connection, ownerId, ids, not(images.favourite))).length;
      }
      return removed;
    },
  };
}
