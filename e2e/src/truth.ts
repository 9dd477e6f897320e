import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Stack } from './stack.js';

/** What the database and the picture store hold about one job. */
export interface JobTruth {
  readonly id: string;
  readonly status: string;
  readonly images: number;
  readonly manifests: number;
  readonly pictures: number;
  readonly outboxRows: number;
}

/** Reads every accepted job past the API: rows from Postgres, files from the store. */
export async function readTruth(
  stack: Pick<Stack, 'databaseUrl' | 'blobDir'>,
): Promise<JobTruth[]> {
  const client = new pg.Client({
    connectionString: stack.databaseUrl,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  await client.connect();
  try {
    const { rows } = await client.query<Omit<JobTruth, 'manifests' | 'pictures'>>(
      `SELECT id, status,
              (SELECT count(*)::int FROM images WHERE job_id = image_jobs.id) AS images,
              (SELECT count(*)::int FROM outbox WHERE job_id = image_jobs.id) AS "outboxRows"
         FROM image_jobs ORDER BY id`,
    );
    return await Promise.all(
      rows.map(async (row) => ({ ...row, ...(await files(stack, row.id)) })),
    );
  } finally {
    await client.end();
  }
}

async function files({ blobDir }: Pick<Stack, 'blobDir'>, id: string) {
  const names = await readdir(join(blobDir, 'image-jobs', id)).catch(() => []);
  return {
    manifests: names.filter((name) => name.includes('manifest')).length,
    pictures: names.filter((name) => name.endsWith('.png')).length,
  };
}

/** What every accepted job must look like in the end. */
export function finished(job: Pick<JobTruth, 'id'>): JobTruth {
  return { id: job.id, status: 'succeeded', images: 1, manifests: 1, pictures: 1, outboxRows: 0 };
}
