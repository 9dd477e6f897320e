import { customType, timestamp } from 'drizzle-orm/pg-core';

/** A moment. Milliseconds, as in a JavaScript Date, so that a moment read back compares equal. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Words of a text for full-text search, which Postgres keeps up to date by itself. */
export const searchWords = customType<{ data: string }>({ dataType: () => 'tsvector' });
