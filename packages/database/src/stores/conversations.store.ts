import { and, desc, eq, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { conversations } from '../schema/conversations.js';
import { withoutNulls } from '../without-nulls.js';

export interface Conversation {
  readonly id: string;
  readonly ownerId: string;
  /** The caller's own name for who speaks. */
  readonly userLabel: string;
  readonly title: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ConversationStore {
  create(conversation: Pick<Conversation, 'id' | 'ownerId' | 'userLabel'>): Promise<Conversation>;
  find(ownerId: string, id: string): Promise<Conversation | undefined>;
  /** The owner's conversation under this label that was last written to. */
  latest(ownerId: string, userLabel: string): Promise<Conversation | undefined>;
  /** `latest`, or a new one with `newId`. Callers at the same moment get the same one. */
  findOrCreateLatest(ownerId: string, userLabel: string, newId: string): Promise<Conversation>;
  /** Deletes it with its messages; its image jobs stay. False if the owner has no such one. */
  delete(ownerId: string, id: string): Promise<boolean>;
}

export function createConversationStore(connection: Connection): ConversationStore {
  const { db } = connection;
  const owned = (ownerId: string, id: string) =>
    and(eq(conversations.ownerId, ownerId), eq(conversations.id, id));

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
    async find(ownerId, id) {
      const [row] = await db.select().from(conversations).where(owned(ownerId, id));
      return row && withoutNulls(row);
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
    async delete(ownerId, id) {
      const { rowCount } = await db.delete(conversations).where(owned(ownerId, id));
      return rowCount === 1;
    },
  };
}
