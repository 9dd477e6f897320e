import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.js';
import { users } from './users.js';

export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The caller's own name for who speaks. */
    userLabel: text('user_label').notNull(),
    title: text('title'),
    tags: text('tags').array().notNull().default([]),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    // What messages refer to, so that a message can't have another owner than its conversation.
    unique('conversations_id_owner').on(t.id, t.ownerId),
    index('conversations_latest').on(t.ownerId, t.userLabel, t.updatedAt, t.id),
    index('conversations_newest').on(t.ownerId, t.updatedAt, t.id),
    index('conversations_tags').using('gin', t.tags),
    check('conversations_title_length', sql`char_length(${t.title}) between 1 and 200`),
    check('conversations_tags_count', sql`cardinality(${t.tags}) <= 20`),
    check('conversations_user_label_length', sql`char_length(${t.userLabel}) between 1 and 128`),
  ],
);
