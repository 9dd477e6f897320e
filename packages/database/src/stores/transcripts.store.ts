import { and, asc, desc, eq, gt, lt, lte, max } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { messages } from '../schema/messages.js';
import { withoutNulls } from '../without-nulls.js';
import type { Message } from './messages.store.js';
import { messageColumns } from './read-columns.js';

/** Messages of a conversation in pages. Those of another owner's conversation are none. */
export interface TranscriptStore {
  /** The newest messages, or the newest of those before place `before`; oldest first. */
  newest(
    ownerId: string,
    conversationId: string,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly Message[]>;
  /** The messages that follow place `after`, up to place `upTo`; oldest first. */
  following(
    ownerId: string,
    conversationId: string,
    page: { readonly limit: number; readonly after: number; readonly upTo: number },
  ): Promise<readonly Message[]>;
  /** The place of the last message; 0 when there is none. */
  lastPlace(ownerId: string, conversationId: string): Promise<number>;
}

export function createTranscriptStore({ db }: Connection): TranscriptStore {
  const inside = (ownerId: string, conversationId: string) =>
    and(eq(messages.ownerId, ownerId), eq(messages.conversationId, conversationId));

  return {
    async newest(ownerId, conversationId, { limit, before }) {
      const rows = await db
        .select(messageColumns)
        .from(messages)
        .where(
          and(
            inside(ownerId, conversationId),
            before === undefined ? undefined : lt(messages.seq, before),
          ),
        )
        .orderBy(desc(messages.seq))
        .limit(limit);
      return rows.reverse().map(withoutNulls);
    },
    async following(ownerId, conversationId, { limit, after, upTo }) {
      const rows = await db
        .select(messageColumns)
        .from(messages)
        .where(
          and(inside(ownerId, conversationId), gt(messages.seq, after), lte(messages.seq, upTo)),
        )
        .orderBy(asc(messages.seq))
        .limit(limit);
      return rows.map(withoutNulls);
    },
    async lastPlace(ownerId, conversationId) {
      const [row] = await db
        .select({ seq: max(messages.seq) })
        .from(messages)
        .where(inside(ownerId, conversationId));
      return row?.seq ?? 0;
    },
  };
}
