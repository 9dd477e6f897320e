import type { ChatTurnRequest } from '@atelier/contracts';
import type { WireError } from '@atelier/errors';
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.js';
import { conversations } from './conversations.js';

/**
 * Turns that were accepted, by the id of the answer's message. A running one whose lease lapsed
 * belongs to a gateway that died, and is taken up again by another.
 */
export const turns = pgTable(
  'turns',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    requestId: text('request_id').notNull(),
    request: jsonb('request').$type<ChatTurnRequest>().notNull(),
    /** Of the answer, so that it comes out the same when it has to be made again. */
    seed: integer('seed').notNull(),
    status: text('status', { enum: ['running', 'done', 'failed', 'cancelled'] })
      .notNull()
      .default('running'),
    error: jsonb('error').$type<WireError>(),
    /** How many gateways have taken it up. */
    attempts: integer('attempts').notNull().default(1),
    leaseUntil: moment('lease_until').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    foreignKey({
      name: 'turns_conversation',
      columns: [t.conversationId, t.ownerId],
      foreignColumns: [conversations.id, conversations.ownerId],
    }).onDelete('cascade'),
    index('turns_running')
      .on(t.leaseUntil)
      .where(sql`${t.status} = 'running'`),
    index('turns_age').on(t.createdAt),
    index('turns_conversation').on(t.conversationId),
    check('turns_status_known', sql`${t.status} in ('running', 'done', 'failed', 'cancelled')`),
    check('turns_error', sql`(${t.error} is not null) = (${t.status} = 'failed')`),
    check('turns_attempts_range', sql`${t.attempts} >= 1`),
    check('turns_request_id_length', sql`char_length(${t.requestId}) <= 128`),
  ],
);
