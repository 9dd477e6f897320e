import { and, eq, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { outbox, relayTurns } from '../schema/image-jobs.js';

/** An owner's place in the row of those who take turns. */
export interface Turn {
  readonly ownerId: string;
  /** When a job of the owner was last relayed, as Postgres writes it. */
  readonly servedAt: string;
  /** False for an owner without waiting jobs. */
  readonly waits: boolean;
}

/** Turns that one relay looks at, when others hold those before. */
const seen = 16;
/** Keeps these locks apart from others; the number itself means nothing. */
const lockClass = 7_001;

/**
 * Puts an owner in the row unless he stands in it: before all who had a turn, behind those who had
 * none either. Called in the transaction that adds a waiting job, after that.
 */
export async function awaitTurn({ db }: Connection, ownerId: string): Promise<void> {
  await db
    .insert(relayTurns)
    .values({ ownerId, servedAt: sql`clock_timestamp() - interval '100 years'` })
    // Changes nothing, but holds the row: the relay could just be forgetting it.
    .onConflictDoUpdate({ target: relayTurns.ownerId, set: { ownerId } });
}

/** Whose turn is next, in order. Costs the same however many jobs and owners wait. */
export async function nextTurns({ db }: Connection): Promise<readonly Turn[]> {
  const { rows } = await db.execute<{ [Key in keyof Turn]: Turn[Key] }>(sql`
    select owner_id as "ownerId", served_at::text as "servedAt",
      job is not null as waits
    from ${relayTurns} as turn
    -- With its limit, the planner takes the index; "exists" would be hashed from the whole table.
    left join lateral (
      select 1 as job from ${outbox} as waiting where waiting.owner_id = turn.owner_id limit 1
    ) as one on true
    order by served_at, owner_id limit ${seen}`);
  return rows;
}

/**
 * Forgets owners who are next and have nothing waiting: with their next job they come to stand at
 * the front again.
 *
 * @returns False when there were none, or others are busy with them.
 */
export async function forgetTurns({ db }: Connection, idle: readonly Turn[]): Promise<boolean> {
  let isOver = false;
  for (const { ownerId } of idle) {
    const mine = eq(relayTurns.ownerId, ownerId);
    const held = await db.select().from(relayTurns).where(mine).for('update', { skipLocked: true });
    if (held.length === 0) continue;
    isOver = true;
    // A statement of its own: it sees what was accepted before the row was had.
    const none = sql`not exists (select 1 from ${outbox} where ${outbox.ownerId} = ${ownerId})`;
    await db.delete(relayTurns).where(and(mine, none));
  }
  return isOver;
}

/**
 * Holds an owner's turn until the transaction ends, without waiting for another relay.
 *
 * @returns `busy` when another relay holds it, `over` when one had it since the turn was read.
 */
export async function holdTurn(
  { db }: Connection,
  { ownerId, servedAt }: Turn,
): Promise<'held' | 'busy' | 'over'> {
  const lock = await db.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(${lockClass}::int, hashtext(${ownerId})) as held`,
  );
  if (lock.rows[0]?.held !== true) return 'busy';
  // A statement of its own: it sees what was committed before the lock was had.
  const same = sql`${relayTurns.servedAt} = ${servedAt}::timestamptz`;
  const turn = await db
    .select({ ownerId: relayTurns.ownerId })
    .from(relayTurns)
    .where(and(eq(relayTurns.ownerId, ownerId), same));
  return turn.length === 1 ? 'held' : 'over';
}

/** Puts an owner at the end of the row. */
export async function endTurn({ db }: Connection, ownerId: string): Promise<void> {
  await db
    .update(relayTurns)
    .set({ servedAt: sql`clock_timestamp()` })
    .where(eq(relayTurns.ownerId, ownerId));
}
