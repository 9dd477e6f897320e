import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, images } from '../schema/image-jobs.js';
import { withoutNulls } from '../without-nulls.js';
import type { ImageJob, StoredImage } from './image-job.js';

/** A picture with what it was made from. */
export interface GalleryPicture extends StoredImage {
  readonly job: Pick<
    ImageJob,
    'kind' | 'work' | 'settings' | 'warnings' | 'result' | 'sourceImageId' | 'conversationId'
  >;
}

const jobColumns = {
  kind: imageJobs.kind,
  work: imageJobs.work,
  settings: imageJobs.settings,
  warnings: imageJobs.warnings,
  result: imageJobs.result,
  sourceImageId: imageJobs.sourceImageId,
  conversationId: imageJobs.conversationId,
};

/** Pictures with their jobs, as a query that can be narrowed, ordered and cut. */
export function selectPictures({ db }: Connection, where: SQL | undefined) {
  return db
    .select({ image: images, job: jobColumns })
    .from(images)
    .innerJoin(imageJobs, eq(imageJobs.id, images.jobId))
    .where(where)
    .$dynamic();
}

type Row = Awaited<ReturnType<typeof selectPictures>>[number];

export function toGalleryPicture({ image, job }: Row): GalleryPicture {
  return { ...withoutNulls(image), job: withoutNulls(job) };
}

/** Those of these pictures that are the owner's, in the order of their ids here. */
export async function findPictures(
  connection: Connection,
  ownerId: string,
  ids: readonly string[],
): Promise<readonly GalleryPicture[]> {
  if (ids.length === 0) return [];
  const mine = and(eq(images.ownerId, ownerId), inArray(images.id, [...ids]));
  const rows = await selectPictures(connection, mine);
  const found = new Map(rows.map((row) => [row.image.id, toGalleryPicture(row)]));
  return [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
}
