import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.js';
import { users } from './users.js';

/** What was answered to a request with an `Idempotency-Key`, or who is answering it. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** A hash of the request. */
    fingerprint: text('fingerprint').notNull(),
    /** Until then the request counts as being answered. */
    leaseUntil: moment('lease_until').notNull(),
    statusCode: integer('status_code'),
    body: jsonb('body').$type<unknown>(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ name: 'idempotency_keys_pk', columns: [t.ownerId, t.key] }),
    index('idempotency_keys_age').on(t.createdAt),
    check('idempotency_keys_key_length', sql`char_length(${t.key}) between 1 and 255`),
    check('idempotency_keys_fingerprint_length', sql`char_length(${t.fingerprint}) <= 128`),
    check('idempotency_keys_status_code_range', sql`${t.statusCode} between 100 and 599`),
  ],
);
