import { readdir, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import pg from 'pg';
import type { Stack } from '../stack.js';

type Place = Pick<Stack, 'databaseUrl' | 'blobDir'>;

/** What the rows and the store hold of one job. */
export interface JobFiles {
  readonly id: string;
  readonly status: string;
  readonly outboxRows: number;
  /** Keys of its pictures and their thumbnails. */
  readonly keys: readonly string[];
  /** Everything that lies in the store. */
  readonly files: readonly string[];
}

/** All jobs, and what lies in the store of jobs that have no row. */
export async function readJobFiles(stack: Place) {
  const files = new Map<string, string[]>();
  for (const path of await listFiles(stack)) {
    const key = relative(stack.blobDir, path);
    const id = key.split('/')[1] ?? '';
    files.set(id, [...(files.get(id) ?? []), key].sort());
  }
  const rows = await query(
    stack,
    `SELECT id, status,
            (SELECT count(*)::int FROM outbox WHERE job_id = image_jobs.id) AS "outboxRows",
            ARRAY(SELECT unnest(ARRAY[key, thumbnail_key]) FROM images
                   WHERE job_id = image_jobs.id) AS keys
       FROM image_jobs ORDER BY id`,
  );
  const jobs = rows.map((row) => ({
    ...row,
    keys: [...row.keys].sort(),
    files: files.get(row.id) ?? [],
  }));
  const ids = new Set(jobs.map(({ id }) => id));
  const strangers = [...files].flatMap(([id, keys]) => (ids.has(id) ? [] : keys));
  return { jobs, strangers };
}

/** Lets every file look as if it had been there for hours, so that a clean-up takes strays. */
export async function ageFiles(stack: Place): Promise<void> {
  const hoursAgo = new Date(Date.now() - 4 * 3_600_000);
  for (const path of await listFiles(stack)) {
    await utimes(path, hoursAgo, hoursAgo).catch(() => undefined);
  }
}

async function listFiles({ blobDir }: Place): Promise<string[]> {
  const folder = join(blobDir, 'image-jobs');
  const jobs = (await readdir(folder)).map((id) => join(folder, id));
  // One whose last file is deleted meanwhile goes with it.
  const names = await Promise.all(jobs.map((job) => readdir(job).catch(() => [])));
  return jobs.flatMap((job, index) => (names[index] ?? []).map((name) => join(job, name)));
}

async function query({ databaseUrl }: Place, text: string): Promise<Omit<JobFiles, 'files'>[]> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  await client.connect();
  try {
    return (await client.query<Omit<JobFiles, 'files'>>(text)).rows;
  } finally {
    await client.end();
  }
}
