import type { ImageKind } from '@atelier/contracts';
import { and, arrayContains, desc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, images } from '../schema/image-jobs.js';
import {
  findPictures,
  selectPictures,
  toGalleryPicture,
  type GalleryPicture,
} from './gallery-picture.js';
import { removePictures } from './remove-pictures.js';

/** Which pictures are listed; what is left out does not matter. */
export interface GalleryPage {
  /** Words of the prompt, as people write them: words, `"a phrase"`, `or`, `-without`. */
  readonly words?: string | undefined;
  readonly tag?: string | undefined;
  readonly favourite?: boolean | undefined;
  readonly kind?: ImageKind | undefined;
  readonly conversationId?: string | undefined;
  /** Made at this time or later. */
  readonly from?: Date | undefined;
  /** Made before this time. */
  readonly to?: Date | undefined;
  readonly limit: number;
  /** The last picture of the page before. */
  readonly after?: Pick<GalleryPicture, 'id' | 'createdAt'> | undefined;
}

/** What is changed of a picture; what is left out stays. */
export interface PictureChange {
  readonly tags?: readonly string[] | undefined;
  readonly favourite?: boolean | undefined;
}

/** Where a picture comes from, the nearest first, and what was made from it, oldest first. */
export interface Lineage {
  readonly ancestors: readonly GalleryPicture[];
  readonly descendants: readonly GalleryPicture[];
}

export type SimilarPicture = GalleryPicture & { readonly distance: number };

/** What requests may do with finished pictures: only with their owner's. */
export interface GalleryStore {
  /** Newest first. */
  list(ownerId: string, page: GalleryPage): Promise<readonly GalleryPicture[]>;
  find(ownerId: string, id: string): Promise<GalleryPicture | undefined>;
  /** Those of these pictures that are the owner's, in the order of the ids. */
  findPictures(ownerId: string, ids: readonly string[]): Promise<readonly GalleryPicture[]>;
  /** Undefined if the owner has no such one. */
  change(ownerId: string, id: string, to: PictureChange): Promise<GalleryPicture | undefined>;
  /** Over 50 generations each way, and of descendants 200 at most: the nearest. */
  lineage(ownerId: string, id: string): Promise<Lineage | undefined>;
  /**
   * Pictures whose look differs in at most `distance` of its 64 bits, the most alike first. Of more
   * than 100,000 pictures the newest are looked at. None for a picture that was kept without a look.
   */
  similar(
    ownerId: string,
    id: string,
    page: { readonly distance: number; readonly limit: number },
  ): Promise<readonly SimilarPicture[] | undefined>;
  /**
   * Removes those of these pictures that are the owner's, for good; their files follow.
   *
   * @returns The ids of those that were removed.
   */
  remove(ownerId: string, ids: readonly string[]): Promise<readonly string[]>;
}

const maxGenerations = 50;
const maxDescendants = 200;
const maxCompared = 100_000;

export function createGalleryStore(connection: Connection): GalleryStore {
  const { db } = connection;
  const find = async (ownerId: string, id: string) =>
    (await findPictures(connection, ownerId, [id]))[0];

  return {
    async list(ownerId, page) {
      const rows = await selectPictures(connection, toCondition(ownerId, page))
        .orderBy(desc(images.createdAt), desc(images.id))
        .limit(page.limit);
      return rows.map(toGalleryPicture);
    },
    find,
    findPictures: (ownerId, ids) => findPictures(connection, ownerId, ids),
    async change(ownerId, id, { tags, favourite }) {
      const values = {
        ...(tags && { tags: [...tags] }),
        ...(favourite !== undefined && { favourite }),
      };
      if (Object.keys(values).length > 0) {
        await db
          .update(images)
          .set(values)
          .where(and(eq(images.ownerId, ownerId), eq(images.id, id)));
      }
      return find(ownerId, id);
    },
    async lineage(ownerId, id) {
      if (!(await find(ownerId, id))) return undefined;
      const upwards = await db.execute<{ id: string }>(ancestorsOf(ownerId, id));
      const downwards = await db.execute<{ id: string }>(descendantsOf(ownerId, id));
      const read = ({ rows }: typeof upwards) =>
        findPictures(
          connection,
          ownerId,
          rows.map((row) => row.id),
        );
      const [ancestors, descendants] = [await read(upwards), await read(downwards)];
      return { ancestors, descendants: [...descendants].sort(byAge) };
    },
    async similar(ownerId, id, { distance, limit }) {
      const [mine] = await db
        .select({ look: images.look })
        .from(images)
        .where(and(eq(images.ownerId, ownerId), eq(images.id, id)));
      if (!mine) return undefined;
      if (mine.look === null) return [];
      const { rows } = await db.execute<{ id: string; distance: number }>(sql`
        select id, distance from (
          select id, bit_count(('x' || look)::bit(64) # ('x' || ${mine.look}::text)::bit(64))::int
            as distance, created_at
          from ${images} where owner_id = ${ownerId} and look is not null and id <> ${id}
          order by created_at desc, id desc limit ${maxCompared}
        ) as compared
        where distance <= ${distance}
        order by distance, created_at desc, id desc limit ${limit}`);
      const distances = new Map(rows.map((row) => [row.id, row.distance]));
      const found = await findPictures(connection, ownerId, [...distances.keys()]);
      return found.map((picture) => ({ ...picture, distance: distances.get(picture.id) ?? 0 }));
    },
    remove: (ownerId, ids) => removePictures(connection, ownerId, ids),
  };
}

function toCondition(ownerId: string, page: GalleryPage): SQL | undefined {
  const { words, tag, favourite, kind, conversationId, from, to, after } = page;
  return and(
    eq(images.ownerId, ownerId),
    after &&
      sql`(${images.createdAt}, ${images.id}) <
        (${after.createdAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
    words === undefined
      ? undefined
      : sql`${imageJobs.search} @@ websearch_to_tsquery('simple', ${words})`,
    tag === undefined ? undefined : arrayContains(images.tags, [tag]),
    isFavourite(favourite),
    kind === undefined ? undefined : eq(imageJobs.kind, kind),
    conversationId === undefined ? undefined : eq(imageJobs.conversationId, conversationId),
    from && gte(images.createdAt, from),
    to && lt(images.createdAt, to),
  );
}

/** As it stands in the partial index, not as a parameter. */
function isFavourite(wanted: boolean | undefined): SQL | undefined {
  if (wanted === undefined) return undefined;
  return wanted ? sql`${images.favourite}` : sql`not ${images.favourite}`;
}

const ancestorsOf = (ownerId: string, id: string) => sql`
  with recursive line as (
    select ${id}::uuid as id, 0 as generation
    union all
    select j.source_image_id, line.generation + 1
    from line
    join ${images} i on i.id = line.id and i.owner_id = ${ownerId}
    join ${imageJobs} j on j.id = i.job_id
    where j.source_image_id is not null and line.generation < ${maxGenerations}
  )
  select id from line where generation > 0 order by generation`;

/** Without an order, so that the search ends at the limit; it goes generation by generation. */
const descendantsOf = (ownerId: string, id: string) => sql`
  with recursive line as (
    select ${id}::uuid as id, 0 as generation
    union all
    select i.id, line.generation + 1
    from line
    join ${imageJobs} j on j.source_image_id = line.id and j.owner_id = ${ownerId}
    join ${images} i on i.job_id = j.id and i.owner_id = ${ownerId}
    where line.generation < ${maxGenerations}
  )
  select id from line where generation > 0 limit ${maxDescendants}`;

function byAge(a: GalleryPicture, b: GalleryPicture): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);
}
