import { randomUUID } from 'node:crypto';
import type { ImageSettings } from '@atelier/contracts';
import pg from 'pg';
import { createDatabase, type Database, type DatabaseOptions } from '../database.js';
import { migrateDatabase } from '../migrate.js';
import type { NewImageJob } from '../stores/image-job.js';
import type { NewImage } from '../stores/image-job-reports.store.js';

export const settings: ImageSettings = {
  prompt: 'a red boat',
  negativePrompt: '',
  width: 128,
  height: 128,
  steps: 10,
  guidanceScale: 7.5,
  seed: 42,
  count: 2,
};

interface EmptyDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own on a real server, brought up to date. */
export interface Fixture {
  readonly url: string;
  readonly database: Database;
  /** What broke between two calls. */
  readonly errors: readonly unknown[];
  /** Another view of the same database, closed with the fixture. */
  open(options?: Partial<DatabaseOptions>): Database;
  /** A statement outside the stores. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  newUser(): Promise<string>;
  newJob(ownerId: string, values?: Partial<NewImageJob>): Promise<string>;
  close(): Promise<void>;
}

/** Brings an empty database up to date and opens it. */
export async function createFixture(empty: EmptyDatabase): Promise<Fixture> {
  const { url } = empty;
  await migrateDatabase(url, { timeoutMs: 30_000 });
  const errors: unknown[] = [];
  const opened: Database[] = [];
  const open = (options: Partial<DatabaseOptions> = {}) => {
    const database = createDatabase({ url, onError: (error) => errors.push(error), ...options });
    opened.push(database);
    return database;
  };
  const database = open();
  return {
    url,
    database,
    errors,
    open,
    query: (text, values) => runOnce(url, text, values),
    newUser: () => database.users.ensure({ id: randomUUID(), name: randomUUID() }),
    async newJob(ownerId, values) {
      const job = { id: randomUUID(), ownerId, userLabel: 'ann', requestId: 'r', settings };
      await database.imageJobs.create({ ...job, warnings: [], ...values });
      return values?.id ?? job.id;
    },
    async close() {
      await Promise.all(opened.map((one) => one.close()));
      await empty.drop();
    },
  };
}

export function newImages(jobId: string): readonly NewImage[] {
  return [1, 0].map((index) => ({
    id: randomUUID(),
    index,
    key: `image-jobs/${jobId}/${index}.png`,
    sha256: 'a'.repeat(64),
    bytes: 3_000_000_000,
    width: 128,
    height: 128,
    seed: 4_294_967_295,
    format: 'png' as const,
    thumbnail: { key: `image-jobs/${jobId}/${index}.thumbnail.webp`, bytes: 900 },
    look: 'f0f0f0f0f0f0f0f0',
  }));
}

/** What each call came to, for calls that race. */
export async function outcomes<Result>(calls: readonly Promise<Result>[]) {
  const settled = await Promise.allSettled(calls);
  return {
    results: settled.flatMap((call) => (call.status === 'fulfilled' ? [call.value] : [])),
    errors: settled.flatMap((call) => (call.status === 'rejected' ? [call.reason as unknown] : [])),
  };
}

async function runOnce(url: string, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}
