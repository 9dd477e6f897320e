import type { ChatTurnRequest, ImageSettings, TokenUsage, Warning } from '@atelier/contracts';
import { AppError, type WireError } from '@atelier/errors';
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs } from '../schema/image-jobs.js';
import { messages } from '../schema/messages.js';
import { turns } from '../schema/turns.js';
import { withoutNulls } from '../without-nulls.js';

/** A turn that was accepted, and the claim under which it runs. */
export interface RunningTurn {
  /** Also of the answer's message. */
  readonly id: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly requestId: string;
  readonly request: ChatTurnRequest;
  readonly seed: number;
  /** How many gateways have taken it up, from 1. Only the latest may finish it. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** A turn and what became of it. */
export interface StoredTurn extends RunningTurn {
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly error: WireError | undefined;
}

/** The answer that a turn was committed with. */
export interface TurnAnswer {
  readonly text: string;
  readonly model: string;
  readonly warnings: readonly Warning[];
  readonly usage: TokenUsage | undefined;
  readonly picture: { readonly id: string; readonly settings: ImageSettings } | undefined;
  readonly createdAt: Date;
}

export interface TurnStore {
  /**
   * Keeps a turn that runs from now on; false where one of this id is there already.
   *
   * @throws AppError `NOT_FOUND` when the conversation is gone.
   */
  accept(turn: Omit<RunningTurn, 'attempts' | 'createdAt'>, leaseMs: number): Promise<boolean>;
  find(ownerId: string, id: string): Promise<StoredTurn | undefined>;
  /** What a turn came to; nothing while it runs, or once its conversation is deleted. */
  answer(ownerId: string, id: string): Promise<TurnAnswer | undefined>;
  /** Says that these turns are still worked on. */
  renew(ids: readonly string[], leaseMs: number): Promise<void>;
  /** Leaves these turns to whoever takes them up. */
  release(ids: readonly string[]): Promise<void>;
  /** Takes up to `limit` turns whose lease has lapsed. Simultaneous callers get different ones. */
  takeLapsed(leaseMs: number, limit: number): Promise<readonly RunningTurn[]>;
  /**
   * Ends a turn, in the transaction that stores its messages.
   *
   * @throws AppError `FENCE_LOST` when another gateway has taken it up since.
   */
  finish(turn: Pick<RunningTurn, 'id' | 'attempts'>, status: 'done' | 'cancelled'): Promise<void>;
  /** Ends a turn with an error. False when another gateway has taken it up since. */
  fail(turn: Pick<RunningTurn, 'id' | 'attempts'>, error: WireError): Promise<boolean>;
  /** Forgets turns that ended, once they are this old. */
  purge(olderThanMs: number): Promise<void>;
}

export function createTurnStore({ db }: Connection): TurnStore {
  const inMs = (ms: number) => sql`clock_timestamp() + ${ms} * interval '1 millisecond'`;
  const held = ({ id, attempts }: Pick<RunningTurn, 'id' | 'attempts'>) =>
    and(eq(turns.id, id), eq(turns.attempts, attempts), eq(turns.status, 'running'));

  return {
    async accept(turn, leaseMs) {
      const { rowCount } = await db
        .insert(turns)
        .values({ ...turn, leaseUntil: inMs(leaseMs) })
        .onConflictDoNothing({ target: turns.id });
      return rowCount === 1;
    },
    async find(ownerId, id) {
      const [row] = await db
        .select()
        .from(turns)
        .where(and(eq(turns.ownerId, ownerId), eq(turns.id, id)));
      return row && withoutNulls(row);
    },
    async answer(ownerId, id) {
      const [row] = await db
        .select({
          text: messages.content,
          model: messages.model,
          warnings: messages.warnings,
          usage: messages.usage,
          createdAt: messages.createdAt,
          jobId: imageJobs.id,
          settings: imageJobs.settings,
        })
        .from(messages)
        .leftJoin(imageJobs, eq(imageJobs.id, messages.imageJobId))
        .where(and(eq(messages.ownerId, ownerId), eq(messages.id, id)));
      if (!row) return undefined;
      const { text, warnings, createdAt, jobId, settings } = row;
      const picture = jobId && settings ? { id: jobId, settings } : undefined;
      return {
        text,
        model: row.model ?? '',
        warnings,
        usage: row.usage ?? undefined,
        picture,
        createdAt,
      };
    },
    async renew(ids, leaseMs) {
      if (ids.length === 0) return;
      await db
        .update(turns)
        .set({ leaseUntil: inMs(leaseMs) })
        .where(and(inArray(turns.id, [...ids]), eq(turns.status, 'running')));
    },
    async release(ids) {
      if (ids.length === 0) return;
      await db
        .update(turns)
        .set({ leaseUntil: inMs(0) })
        .where(and(inArray(turns.id, [...ids]), eq(turns.status, 'running')));
    },
    async takeLapsed(leaseMs, limit) {
      const lapsed = db
        .select({ id: turns.id })
        .from(turns)
        .where(and(eq(turns.status, 'running'), lt(turns.leaseUntil, sql`clock_timestamp()`)))
        .orderBy(turns.leaseUntil)
        .limit(limit)
        .for('update', { skipLocked: true });
      const rows = await db
        .update(turns)
        .set({ leaseUntil: inMs(leaseMs), attempts: sql`${turns.attempts} + 1` })
        .where(inArray(turns.id, lapsed))
        .returning();
      return rows.map(withoutNulls);
    },
    async finish(turn, status) {
      const { rowCount } = await db.update(turns).set({ status }).where(held(turn));
      if (rowCount !== 1) throw new AppError('FENCE_LOST');
    },
    async fail(turn, error) {
      const { rowCount } = await db
        .update(turns)
        .set({ status: 'failed', error })
        .where(held(turn));
      return rowCount === 1;
    },
    async purge(olderThanMs) {
      await db
        .delete(turns)
        .where(and(lt(turns.createdAt, inMs(-olderThanMs)), sql`${turns.status} <> 'running'`));
    },
  };
}
