import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.js';
import { users } from './users.js';

/** Keys that let a program in as a user. Only their hashes are kept. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** The beginning of the key, to tell keys apart in a list. */
    hint: text('hint').notNull(),
    /** sha256 (hex) of the key, which is random enough to need no salt. */
    hash: text('hash').notNull().unique(),
    scopes: text('scopes').array().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** To the minute or so. */
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
  },
  (t) => [
    index('api_keys_owner').on(t.ownerId, t.createdAt),
    check('api_keys_name_length', sql`char_length(${t.name}) between 1 and 128`),
    check('api_keys_hint_length', sql`char_length(${t.hint}) between 1 and 32`),
    check('api_keys_hash_form', sql`${t.hash} ~ '^[0-9a-f]{64}$'`),
    check('api_keys_scopes_count', sql`cardinality(${t.scopes}) between 1 and 10`),
  ],
);
