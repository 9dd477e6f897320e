import { randomUUID } from 'node:crypto';
import { isFinalImageStatus, type ImageJobStatus, type ImageKind } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { and, asc, count, desc, eq, inArray, not, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { conversations } from '../schema/conversations.js';
import { imageJobs, images, isUnfinished, outbox, webhooks } from '../schema/image-jobs.js';
import { withoutNulls } from '../without-nulls.js';
import type { ImageJob, ImageJobWithImages, NewImageJob, StoredImage } from './image-job.js';
import { imageJobColumns } from './read-columns.js';
import { awaitTurn } from './relay-turns.js';
import { callWebhook } from './webhooks.store.js';

/** What a request may do with image jobs: only with its owner's. */
export interface OwnedImageJobStore {
  /**
   * Accepts a job: its row and its outbox row, together.
   *
   * @throws AppError `NOT_FOUND` when the conversation is not the owner's.
   */
  create(job: NewImageJob): Promise<void>;
  find(ownerId: string, id: string): Promise<ImageJobWithImages | undefined>;
  /** Those of these jobs that are the owner's, in no order. */
  findAll(ownerId: string, ids: readonly string[]): Promise<readonly ImageJobWithImages[]>;
  findImage(ownerId: string, imageId: string): Promise<StoredImage | undefined>;
  /**
   * Cancels a job unless its status is final, and takes it out of the outbox.
   *
   * @returns The status before (final: nothing was changed), or undefined if there is no such job.
   */
  cancel(ownerId: string, id: string): Promise<ImageJobStatus | undefined>;
  /** How many of the owner's jobs are not final; with `users.lock` before, an exact bound. */
  countUnfinished(ownerId: string): Promise<number>;
  /**
   * Newest first, of one status or kind, or only those that are not final (`active`), or only those
   * that are, where that is given. `before` is the last job of the page before.
   */
  list(
    ownerId: string,
    page: {
      readonly limit: number;
      readonly before?: string | undefined;
      readonly status?: ImageJobStatus | undefined;
      readonly kind?: ImageKind | undefined;
      readonly active?: boolean | undefined;
    },
  ): Promise<readonly ImageJobWithImages[]>;
}

export function createOwnedImageJobStore(connection: Connection): OwnedImageJobStore {
  const { db } = connection;
  const owned = (ownerId: string, id: string) =>
    and(eq(imageJobs.ownerId, ownerId), eq(imageJobs.id, id));

  return {
    create: (job) =>
      connection.transaction(async (inner) => {
        if (job.conversationId !== undefined)
          await requireConversation(inner, job.ownerId, job.conversationId);
        const { webhookUrl, ...values } = job;
        const { id: jobId, ownerId, priority, work } = job;
        const steps = job.settings.steps * job.settings.count;
        await inner.db.insert(imageJobs).values({ ...values, steps, kind: work?.kind });
        await inner.db.insert(outbox).values({ jobId, ownerId, priority });
        await awaitTurn(inner, ownerId);
        if (webhookUrl !== undefined) {
          await inner.db.insert(webhooks).values({ id: randomUUID(), jobId, url: webhookUrl });
        }
      }),
    async find(ownerId, id) {
      const rows = await db.select(imageJobColumns).from(imageJobs).where(owned(ownerId, id));
      const [job] = await withImages(connection, rows.map(withoutNulls));
      return job;
    },
    async findAll(ownerId, ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .select(imageJobColumns)
        .from(imageJobs)
        .where(and(eq(imageJobs.ownerId, ownerId), inArray(imageJobs.id, [...ids])));
      return withImages(connection, rows.map(withoutNulls));
    },
    async findImage(ownerId, imageId) {
      const [row] = await db
        .select()
        .from(images)
        .where(and(eq(images.ownerId, ownerId), eq(images.id, imageId)));
      return row && withoutNulls(row);
    },
    cancel: (ownerId, id) =>
      connection.transaction(async (inner) => {
        // First the outbox row, then the job row: the order of the relay, or the two would deadlock.
        const mine = inner.db
          .select({ id: imageJobs.id })
          .from(imageJobs)
          .where(owned(ownerId, id));
        await inner.db.delete(outbox).where(inArray(outbox.jobId, mine));
        const [job] = await inner.db
          .select({ status: imageJobs.status })
          .from(imageJobs)
          .where(owned(ownerId, id))
          .for('no key update');
        if (!job || isFinalImageStatus(job.status)) return job?.status;
        await inner.db
          .update(imageJobs)
          .set({ status: 'cancelled', updatedAt: sql`now()`, finishedAt: sql`now()` })
          .where(owned(ownerId, id));
        await callWebhook(inner, id);
        return job.status;
      }),
    async countUnfinished(ownerId) {
      const [row] = await db
        .select({ jobs: count() })
        .from(imageJobs)
        .where(and(eq(imageJobs.ownerId, ownerId), isUnfinished(imageJobs.status)));
      return row?.jobs ?? 0;
    },
    async list(ownerId, { limit, before, status, kind, active }) {
      const older =
        before === undefined
          ? undefined
          : sql`(${imageJobs.createdAt}, ${imageJobs.id}) < (
              select last.created_at, last.id from ${imageJobs} as last
              where last.owner_id = ${ownerId} and last.id = ${before})`;
      const rows = await db
        .select(imageJobColumns)
        .from(imageJobs)
        .where(
          and(
            eq(imageJobs.ownerId, ownerId),
            older,
            status === undefined ? undefined : eq(imageJobs.status, status),
            kind === undefined ? undefined : eq(imageJobs.kind, kind),
            active === undefined ? undefined : activity(active),
          ),
        )
        .orderBy(desc(imageJobs.createdAt), desc(imageJobs.id))
        .limit(limit);
      return withImages(connection, rows.map(withoutNulls));
    },
  };
}

const activity = (active: boolean) =>
  active ? isUnfinished(imageJobs.status) : not(isUnfinished(imageJobs.status));

/** Pictures are written together with the final status, so those of a job read before are all there. */
async function withImages(
  { db }: Connection,
  jobs: readonly ImageJob[],
): Promise<readonly ImageJobWithImages[]> {
  const done = jobs.filter((job) => job.status === 'succeeded').map((job) => job.id);
  const rows =
    done.length === 0
      ? []
      : await db
          .select()
          .from(images)
          .where(inArray(images.jobId, done))
          .orderBy(asc(images.index));
  return jobs.map((job) => ({
    ...job,
    images: rows.filter((image) => image.jobId === job.id).map(withoutNulls),
  }));
}

async function requireConversation({ db }: Connection, ownerId: string, id: string): Promise<void> {
  const found = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.ownerId, ownerId), eq(conversations.id, id)))
    .for('key share');
  if (found.length === 0) throw new AppError('NOT_FOUND', 'There is no such conversation.');
}
