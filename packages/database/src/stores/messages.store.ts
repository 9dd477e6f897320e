import type { TokenUsage, Warning } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { and, desc, eq, max, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { conversations } from '../schema/conversations.js';
import { imageJobs } from '../schema/image-jobs.js';
import { messages } from '../schema/messages.js';
import { withoutNulls } from '../without-nulls.js';
import { messageColumns } from './read-columns.js';

export interface Message {
  readonly id: string;
  readonly ownerId: string;
  readonly conversationId: string;
  /** Place in the conversation, from 1. */
  readonly seq: number;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** What the model thought before it answered. Never shown to a model again. */
  readonly reasoning: string | undefined;
  readonly model: string | undefined;
  /** What was changed or left out of an answer. */
  readonly warnings: readonly Warning[];
  readonly usage: TokenUsage | undefined;
  readonly imageJobId: string | undefined;
  readonly createdAt: Date;
}

/** What was said and what was answered. */
export interface Turn {
  readonly user: Message;
  readonly assistant: Message;
}

export interface NewTurn {
  readonly conversationId: string;
  readonly user: { readonly id: string; readonly content: string };
  readonly assistant: {
    readonly id: string;
    readonly content: string;
    readonly model: string;
    readonly reasoning?: string | undefined;
    readonly warnings?: readonly Warning[] | undefined;
    readonly usage?: TokenUsage | undefined;
    /** A job that exists already, in the same transaction at the latest. */
    readonly imageJobId?: string | undefined;
  };
}

export interface MessageStore {
  /** The last `limit` turns, oldest first; none for a conversation that is not the owner's. */
  lastTurns(ownerId: string, conversationId: string, limit: number): Promise<readonly Turn[]>;
  /**
   * Writes both messages of a turn side by side, however many callers write at once.
   *
   * @throws AppError `NOT_FOUND` when the conversation or the image job is not the owner's.
   */
  appendTurn(ownerId: string, turn: NewTurn): Promise<void>;
}

export function createMessageStore(connection: Connection): MessageStore {
  const { db } = connection;
  return {
    async lastTurns(ownerId, conversationId, limit) {
      const rows = await db
        .select(messageColumns)
        .from(messages)
        .where(and(eq(messages.ownerId, ownerId), eq(messages.conversationId, conversationId)))
        .orderBy(desc(messages.seq))
        .limit(2 * limit);
      return toTurns(rows.reverse().map(withoutNulls));
    },
    appendTurn: (ownerId, turn) =>
      connection.transaction(async (inner) => {
        await lockConversation(inner, ownerId, turn.conversationId);
        const { imageJobId } = turn.assistant;
        if (imageJobId !== undefined) await requireImageJob(inner, ownerId, imageJobId);
        const seq = (await lastSeq(inner, turn.conversationId)) + 1;
        const both = { ownerId, conversationId: turn.conversationId };
        await inner.db.insert(messages).values([
          { ...both, ...turn.user, seq, role: 'user' },
          { ...both, ...turn.assistant, seq: seq + 1, role: 'assistant' },
        ]);
        await inner.db
          .update(conversations)
          // The lock orders turns; the start of the transaction, which is now(), does not.
          .set({ updatedAt: sql`clock_timestamp()` })
          .where(eq(conversations.id, turn.conversationId));
      }),
  };
}

function toTurns(rows: readonly Message[]): readonly Turn[] {
  return rows.flatMap((user, index) => {
    const assistant = rows[index + 1];
    return user.role === 'user' && assistant?.role === 'assistant' ? [{ user, assistant }] : [];
  });
}

async function lockConversation({ db }: Connection, ownerId: string, id: string): Promise<void> {
  const found = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.ownerId, ownerId), eq(conversations.id, id)))
    // Not `update`: that would deadlock with the key share that a new image job holds on the row.
    .for('no key update');
  if (found.length === 0) throw new AppError('NOT_FOUND', 'There is no such conversation.');
}

async function requireImageJob({ db }: Connection, ownerId: string, id: string): Promise<void> {
  const found = await db
    .select({ id: imageJobs.id })
    .from(imageJobs)
    .where(and(eq(imageJobs.ownerId, ownerId), eq(imageJobs.id, id)));
  if (found.length === 0) throw new AppError('NOT_FOUND', 'There is no such image job.');
}

async function lastSeq({ db }: Connection, conversationId: string): Promise<number> {
  const [row] = await db
    .select({ seq: max(messages.seq) })
    .from(messages)
    .where(eq(messages.conversationId, conversationId));
  return row?.seq ?? 0;
}
