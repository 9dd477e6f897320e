import { sql } from 'drizzle-orm';
import { check, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.js';

/** Who owns what. With `AUTH_MODE=none` there is one row. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull().unique(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [check('users_name_length', sql`char_length(${t.name}) between 1 and 128`)],
);
