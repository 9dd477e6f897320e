import { pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.js';

/** Secrets that the gateways made themselves and share. */
export const secrets = pgTable('secrets', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});
