import type { TokenUsage, Warning } from '@atelier/contracts';
import { sql, type SQL } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { moment, searchWords } from './columns.js';
import { conversations } from './conversations.js';
import { imageJobs } from './image-jobs.js';

export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    /** Place in the conversation, from 1. */
    seq: integer('seq').notNull(),
    role: text('role', { enum: ['user', 'assistant'] }).notNull(),
    content: text('content').notNull(),
    /** What the model thought before it answered. Never shown to a model again. */
    reasoning: text('reasoning'),
    model: text('model'),
    warnings: jsonb('warnings').$type<readonly Warning[]>().notNull().default([]),
    usage: jsonb('usage').$type<TokenUsage>(),
    search: searchWords('search').generatedAlwaysAs(
      (): SQL => sql`to_tsvector('simple'::regconfig, ${messages.content})`,
    ),
    imageJobId: uuid('image_job_id').references(() => imageJobs.id, { onDelete: 'set null' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    foreignKey({
      name: 'messages_conversation',
      columns: [t.conversationId, t.ownerId],
      foreignColumns: [conversations.id, conversations.ownerId],
    }).onDelete('cascade'),
    unique('messages_seq').on(t.conversationId, t.seq),
    index('messages_search').using('gin', t.search),
    index('messages_image_job')
      .on(t.imageJobId)
      .where(sql`${t.imageJobId} is not null`),
    check('messages_role', sql`${t.role} in ('user', 'assistant')`),
    check('messages_seq_positive', sql`${t.seq} >= 1`),
  ],
);
