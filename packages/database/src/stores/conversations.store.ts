import { jobKeyPrefix, type ImageJobStatus } from '@atelier/contracts';
import { and, arrayContains, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { conversations } from '../schema/conversations.js';
import { imageJobs, outbox } from '../schema/image-jobs.js';
import { messages } from '../schema/messages.js';
import { withoutNulls } from '../without-nulls.js';
import { deleteBlobs } from './blob-deletions.store.js';
import { createUserStore } from './users.store.js';

export interface Conversation {
  readonly id: string;
  readonly ownerId: string;
  /** The caller's own name for who speaks. */
  readonly userLabel: string;
  readonly title: string | undefined;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Which conversations are listed. */
export interface ConversationPage {
  readonly userLabel?: string | undefined;
  readonly tag?: string | undefined;
  readonly limit: number;
  /** The last conversation of the page before. */
  readonly after?: Pick<Conversation, 'id' | 'updatedAt'> | undefined;
}

/** What is changed of a conversation; what is left out stays. */
export interface ConversationChange {
  /** Null takes it away. */
  readonly title?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** An image job that was deleted, and what it was doing. */
export interface DeletedImageJob {
  readonly id: string;
  readonly status: ImageJobStatus;
}

export interface ConversationStore {
  create(conversation: Pick<Conversation, 'id' | 'ownerId' | 'userLabel'>): Promise<Conversation>;
  /** The owner's conversation with this id, or a new one. Callers at the same moment get the same. */
  findOrCreate(
    conversation: Pick<Conversation, 'id' | 'ownerId' | 'userLabel'>,
  ): Promise<Conversation>;
  find(ownerId: string, id: string): Promise<Conversation | undefined>;
  /** The one that was written in last first. */
  list(ownerId: string, page: ConversationPage): Promise<readonly Conversation[]>;
  /** The owner's conversation under this label that was last written to. */
  latest(ownerId: string, userLabel: string): Promise<Conversation | undefined>;
  /** `latest`, or a new one with `newId`. Callers at the same moment get the same one. */
  findOrCreateLatest(ownerId: string, userLabel: string, newId: string): Promise<Conversation>;
  /** Undefined if the owner has no such one. It keeps its place in the list. */
  change(ownerId: string, id: string, to: ConversationChange): Promise<Conversation | undefined>;
  /** Names one that has no title yet; it keeps its place. False if there was nothing to name. */
  setTitleIfNone(ownerId: string, id: string, title: string): Promise<boolean>;
  /** Deletes it with its messages; its image jobs stay. False if the owner has no such one. */
  delete(ownerId: string, id: string): Promise<boolean>;
  /**
   * Deletes it with its messages, its image jobs and the rows of their pictures; files follow.
   *
   * @returns The jobs; undefined if the owner has no such conversation.
   */
  deleteWithPictures(ownerId: string, id: string): Promise<readonly DeletedImageJob[] | undefined>;
}

export function createConversationStore(connection: Connection): ConversationStore {
  const { db } = connection;
  const owned = (ownerId: string, id: string) =>
    and(eq(conversations.ownerId, ownerId), eq(conversations.id, id));

  const find = async (ownerId: string, id: string) => {
    const [row] = await db.select().from(conversations).where(owned(ownerId, id));
    return row && withoutNulls(row);
  };
  const latest = async (ownerId: string, userLabel: string) => {
    const [row] = await db
      .select()
      .from(conversations)
      .where(and(eq(conversations.ownerId, ownerId), eq(conversations.userLabel, userLabel)))
      .orderBy(desc(conversations.updatedAt), desc(conversations.id))
      .limit(1);
    return row && withoutNulls(row);
  };

  return {
    async create(conversation) {
      const [row] = await db.insert(conversations).values(conversation).returning();
      if (!row) throw new Error('An insert returned no row.');
      return withoutNulls(row);
    },
    async findOrCreate(conversation) {
      await db.insert(conversations).values(conversation).onConflictDoNothing();
      const found = await find(conversation.ownerId, conversation.id);
      if (!found) throw new Error('The id is that of a conversation of somebody else.');
      return found;
    },
    find,
    async list(ownerId, { userLabel, tag, limit, after }) {
      const older =
        after &&
        sql`(${conversations.updatedAt}, ${conversations.id}) <
          (${after.updatedAt.toISOString()}::timestamptz, ${after.id}::uuid)`;
      const rows = await db
        .select()
        .from(conversations)
        .where(
          and(
            eq(conversations.ownerId, ownerId),
            userLabel === undefined ? undefined : eq(conversations.userLabel, userLabel),
            tag === undefined ? undefined : arrayContains(conversations.tags, [tag]),
            older,
          ),
        )
        .orderBy(desc(conversations.updatedAt), desc(conversations.id))
        .limit(limit);
      return rows.map(withoutNulls);
    },
    latest,
    async findOrCreateLatest(ownerId, userLabel, newId) {
      const known = await latest(ownerId, userLabel);
      if (known) return known;
      return connection.transaction(async (inner) => {
        // There is no row yet that could be locked.
        const name = `conversation:${ownerId}:${userLabel}`;
        await inner.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
        const store = createConversationStore(inner);
        return (
          (await store.latest(ownerId, userLabel)) ??
          (await store.create({ id: newId, ownerId, userLabel }))
        );
      });
    },
    async change(ownerId, id, { title, tags }) {
      const values = { ...(title !== undefined && { title }), ...(tags && { tags: [...tags] }) };
      if (Object.keys(values).length === 0) return find(ownerId, id);
      const [row] = await db
        .update(conversations)
        .set(values)
        .where(owned(ownerId, id))
        .returning();
      return row && withoutNulls(row);
    },
    async setTitleIfNone(ownerId, id, title) {
      const { rowCount } = await db
        .update(conversations)
        .set({ title })
        .where(and(owned(ownerId, id), isNull(conversations.title)));
      return rowCount === 1;
    },
    async delete(ownerId, id) {
      const { rowCount } = await db.delete(conversations).where(owned(ownerId, id));
      return rowCount === 1;
    },
    deleteWithPictures: (ownerId, id) =>
      connection.transaction(async (transaction) => {
        const { db: inner } = transaction;
        // First the owner: the order of a turn, and of whoever removes pictures.
        await createUserStore(transaction).lock(ownerId);
        // No turn can add a message or a job from here on.
        const found = await inner
          .select({ id: conversations.id })
          .from(conversations)
          .where(owned(ownerId, id))
          .for('update');
        if (found.length === 0) return undefined;
        const itsJobs = and(eq(imageJobs.ownerId, ownerId), eq(imageJobs.conversationId, id));
        const jobIds = inner.select({ id: imageJobs.id }).from(imageJobs).where(itsJobs);
        // First outbox rows, then job rows: the order of the relay, or the two would deadlock.
        await inner.delete(outbox).where(inArray(outbox.jobId, jobIds));
        // Before the jobs, or each of these would be told that its job is gone.
        await inner.delete(messages).where(eq(messages.conversationId, id));
        const jobs = await inner
          .delete(imageJobs)
          .where(itsJobs)
          .returning({ id: imageJobs.id, status: imageJobs.status });
        await inner.delete(conversations).where(owned(ownerId, id));
        await deleteBlobs(
          transaction,
          jobs.map((job) => jobKeyPrefix(job.id)),
        );
        return jobs;
      }),
  };
}
