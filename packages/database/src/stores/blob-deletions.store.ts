import { asc, eq, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { blobDeletions } from '../schema/image-jobs.js';

/** What is still to be deleted from the blob store. */
export interface BlobDeletion {
  readonly id: bigint;
  /** Everything whose key begins so. */
  readonly prefix: string;
}

/**
 * Objects whose rows are gone. A deletion is written together with that, and forgotten once the
 * objects are gone too, so that a crash between the two loses none. Not for requests.
 */
export interface BlobDeletionStore {
  /** Those that wait longest first. */
  next(limit: number): Promise<readonly BlobDeletion[]>;
  /** The objects are gone. */
  done(id: bigint): Promise<void>;
  /** They are not: all others come first. */
  postpone(id: bigint): Promise<void>;
}

export function createBlobDeletionStore({ db }: Connection): BlobDeletionStore {
  return {
    next: (limit) =>
      db
        .select({ id: blobDeletions.id, prefix: blobDeletions.prefix })
        .from(blobDeletions)
        .orderBy(asc(blobDeletions.id))
        .limit(limit),
    async done(id) {
      await db.delete(blobDeletions).where(eq(blobDeletions.id, id));
    },
    async postpone(id) {
      await db
        .update(blobDeletions)
        .set({ id: sql`default` })
        .where(eq(blobDeletions.id, id));
    },
  };
}

/** Within a transaction: deletes all objects whose keys begin so, once it is committed. */
export async function deleteBlobs({ db }: Connection, prefixes: readonly string[]): Promise<void> {
  if (prefixes.length === 0) return;
  await db.insert(blobDeletions).values(prefixes.map((prefix) => ({ prefix })));
}
