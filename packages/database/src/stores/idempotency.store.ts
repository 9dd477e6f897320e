import { AppError } from '@atelier/errors';
import { and, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { idempotencyKeys } from '../schema/idempotency-keys.js';

/** Keys deleted by one `purge`. */
const purgeLimit = 10_000;

interface Key {
  readonly ownerId: string;
  /** The client's `Idempotency-Key`, 1 to 255 characters. */
  readonly key: string;
}

export interface ClaimRequest extends Key {
  /** A hash of what the request asks for, at most 128 characters. */
  readonly fingerprint: string;
  /** How long the request counts as being answered unless it renews. */
  readonly leaseMs: number;
}

export type Claim =
  /** Answer the request; then `complete`, or after a failure `release`. */
  | { readonly outcome: 'claimed' }
  /** Somebody is answering it. */
  | { readonly outcome: 'in-flight' }
  /** The key was used for something else. */
  | { readonly outcome: 'mismatch' }
  /** It was answered with this. */
  | { readonly outcome: 'replay'; readonly statusCode: number; readonly body: unknown };

export interface IdempotencyStore {
  /** Of callers at the same moment one gets `claimed`. A claim whose lease is over can be taken. */
  claim(request: ClaimRequest): Promise<Claim>;
  /** Prolongs an open claim; false if there is none. */
  renew(claim: Key & { readonly leaseMs: number }): Promise<boolean>;
  /**
   * Keeps the answer, for replays. Called in the transaction that writes what the request creates,
   * it makes sure that only one of two claims on a key, the second taken over when a lease ran out,
   * has an effect.
   *
   * @throws AppError `IDEMPOTENCY_IN_FLIGHT` when the key has no open claim any more.
   */
  complete(answer: Key & { readonly statusCode: number; readonly body: unknown }): Promise<void>;
  /** Forgets an open claim, so that the request can be tried again at once. */
  release(claim: Key): Promise<void>;
  /** Deletes keys older than this that nobody is answering, 10,000 at most; says how many. */
  purge(olderThanMs: number): Promise<number>;
}

const inMs = (ms: number) => sql`now() + make_interval(secs => ${ms / 1_000}::float8)`;
const isOpen = ({ ownerId, key }: Key) =>
  and(isKey({ ownerId, key }), isNull(idempotencyKeys.statusCode));
const isKey = ({ ownerId, key }: Key) =>
  and(eq(idempotencyKeys.ownerId, ownerId), eq(idempotencyKeys.key, key));

export function createIdempotencyStore({ db }: Connection): IdempotencyStore {
  return {
    async claim({ ownerId, key, fingerprint, leaseMs }) {
      const leaseUntil = inMs(leaseMs);
      const { rowCount } = await db
        .insert(idempotencyKeys)
        .values({ ownerId, key, fingerprint, leaseUntil })
        .onConflictDoUpdate({
          target: [idempotencyKeys.ownerId, idempotencyKeys.key],
          set: { leaseUntil },
          setWhere: sql`${idempotencyKeys.fingerprint} = ${fingerprint}
            and ${idempotencyKeys.statusCode} is null
            and ${idempotencyKeys.leaseUntil} < now()`,
        });
      if (rowCount === 1) return { outcome: 'claimed' };
      const [row] = await db.select().from(idempotencyKeys).where(isKey({ ownerId, key }));
      // Released just now: the next try will get it.
      if (!row) return { outcome: 'in-flight' };
      if (row.fingerprint !== fingerprint) return { outcome: 'mismatch' };
      if (row.statusCode === null) return { outcome: 'in-flight' };
      return { outcome: 'replay', statusCode: row.statusCode, body: row.body };
    },
    async renew({ leaseMs, ...key }) {
      const { rowCount } = await db
        .update(idempotencyKeys)
        .set({ leaseUntil: inMs(leaseMs) })
        .where(isOpen(key));
      return rowCount === 1;
    },
    async complete({ statusCode, body, ...key }) {
      const { rowCount } = await db
        .update(idempotencyKeys)
        .set({ statusCode, body })
        .where(isOpen(key));
      if (rowCount !== 1) throw new AppError('IDEMPOTENCY_IN_FLIGHT');
    },
    async release(key) {
      await db.delete(idempotencyKeys).where(isOpen(key));
    },
    async purge(olderThanMs) {
      const old = db
        .select({ place: sql`ctid` })
        .from(idempotencyKeys)
        .where(
          and(
            lt(idempotencyKeys.createdAt, inMs(-olderThanMs)),
            or(isNotNull(idempotencyKeys.statusCode), lt(idempotencyKeys.leaseUntil, sql`now()`)),
          ),
        )
        .limit(purgeLimit);
      // By place and not by key: a claim that is taken over meanwhile has moved, and stays.
      const { rowCount } = await db.delete(idempotencyKeys).where(sql`ctid = any(array(${old}))`);
      return rowCount ?? 0;
    },
  };
}
