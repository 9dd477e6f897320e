import { createHash, randomBytes } from 'node:crypto';
import type { ApiKeyScope } from '@atelier/contracts';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { apiKeys } from '../schema/api-keys.js';
import { users } from '../schema/users.js';
import { withoutNulls } from '../without-nulls.js';

/** A key as it is listed. The key itself is not kept. */
export interface ApiKey {
  readonly id: string;
  readonly userName: string;
  readonly name: string;
  /** How the key begins. */
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  /** To the minute or so. */
  readonly lastUsedAt: Date | undefined;
  readonly revokedAt: Date | undefined;
}

export interface NewApiKey {
  readonly id: string;
  readonly ownerId: string;
  /** 1 to 128 characters. */
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
}

/** What a key that is in force stands for. */
export interface ValidApiKey {
  readonly id: string;
  readonly ownerId: string;
  readonly scopes: readonly string[];
  /** Whether its last use was written down less than a minute ago. */
  readonly usedLately: boolean;
}

export interface ApiKeyStore {
  /** Makes a key and gives it away, this once. */
  issue(key: NewApiKey): Promise<string>;
  /** What this key stands for; undefined when it is unknown or revoked. */
  find(key: string): Promise<ValidApiKey | undefined>;
  /** Writes down that a key is used, at most once a minute. */
  touch(id: string): Promise<void>;
  /** All keys of all users, oldest first, the revoked ones too. */
  list(): Promise<readonly ApiKey[]>;
  /** Ends a key for good. `unknown` when there is no such one, `before` when it was revoked. */
  revoke(id: string): Promise<'revoked' | 'before' | 'unknown'>;
  /** Removes a key without a trace. */
  delete(id: string): Promise<void>;
}

const hintLength = 8;

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** A null, for a key never used, is not lately. */
const usedLately = sql<boolean>`coalesce(${apiKeys.lastUsedAt} > now() - interval '1 minute', false)`;

export function createApiKeyStore({ db }: Connection): ApiKeyStore {
  return {
    async issue({ id, ownerId, name, scopes }) {
      const key = `atl_${randomBytes(32).toString('base64url')}`;
      const hint = key.slice(0, hintLength);
      const row = { id, ownerId, name, hint, hash: hashOf(key), scopes: [...scopes] };
      await db.insert(apiKeys).values(row);
      return key;
    },
    async find(key) {
      const { id, ownerId, scopes } = apiKeys;
      const [row] = await db
        .select({ id, ownerId, scopes, usedLately })
        .from(apiKeys)
        .where(and(eq(apiKeys.hash, hashOf(key)), isNull(apiKeys.revokedAt)));
      return row;
    },
    async touch(id) {
      await db
        .update(apiKeys)
        .set({ lastUsedAt: sql`now()` })
        .where(and(eq(apiKeys.id, id), sql`not ${usedLately}`));
    },
    async list() {
      const { id, name, hint, scopes, createdAt, lastUsedAt, revokedAt } = apiKeys;
      const columns = { id, name, hint, scopes, createdAt, lastUsedAt, revokedAt };
      const rows = await db
        .select({ ...columns, userName: users.name })
        .from(apiKeys)
        .innerJoin(users, eq(users.id, apiKeys.ownerId))
        .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
      return rows.map(withoutNulls);
    },
    async revoke(id) {
      const { rowCount } = await db
        .update(apiKeys)
        .set({ revokedAt: sql`now()` })
        .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)));
      if (rowCount === 1) return 'revoked';
      const [row] = await db.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.id, id));
      return row ? 'before' : 'unknown';
    },
    async delete(id) {
      await db.delete(apiKeys).where(eq(apiKeys.id, id));
    },
  };
}
