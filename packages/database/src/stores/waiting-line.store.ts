import { sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, outbox, relayTurns } from '../schema/image-jobs.js';

/** Who waits for pictures, at one moment. */
export interface WaitingLine {
  /** Owners with jobs that are not yet on the queue, and how many; whose turn is next is first. */
  readonly owners: readonly { readonly ownerId: string; readonly jobs: number }[];
  /** Jobs on the queue that no worker has begun. */
  readonly onQueue: number;
  /** Jobs that a worker holds. */
  readonly begun: number;
}

/** The jobs that wait, as a line in which everybody has a place. */
export interface WaitingLineStore {
  /** Reads every waiting job: some tens of milliseconds for 100,000. Not for requests. */
  read(): Promise<WaitingLine>;
  /** The place, from 1, of each of these jobs among those of its owner; none for one on the queue. */
  ranks(ownerId: string, jobIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export function createWaitingLineStore({ db }: Connection): WaitingLineStore {
  return {
    async read() {
      const [owners, counts] = await Promise.all([
        db.execute<{ ownerId: string; jobs: number }>(sql`
          select waiting.owner_id as "ownerId", waiting.jobs
          from (
            select owner_id, count(*)::int as jobs from ${outbox} group by owner_id
          ) as waiting
          join ${relayTurns} as turn on turn.owner_id = waiting.owner_id
          order by turn.served_at, turn.owner_id`),
        db.execute<{ queued: number; begun: number }>(sql`
          select count(*) filter (where status = 'queued')::int as queued,
            count(*) filter (where status <> 'queued')::int as begun
          from ${imageJobs} where status in ('queued', 'loading', 'running', 'decoding', 'saving')`),
      ]);
      const inOutbox = owners.rows.reduce((sum, { jobs }) => sum + jobs, 0);
      const { queued, begun } = counts.rows[0] ?? { queued: 0, begun: 0 };
      return { owners: owners.rows, onQueue: Math.max(0, queued - inOutbox), begun };
    },
    async ranks(ownerId, jobIds) {
      if (jobIds.length === 0) return new Map();
      const { rows } = await db.execute<{ jobId: string; rank: number }>(sql`
        select job_id as "jobId", rank from (
          select job_id, (row_number() over (order by priority, id))::int as rank
          from ${outbox} where owner_id = ${ownerId}
        ) as mine where job_id in ${[...jobIds]}`);
      return new Map(rows.map(({ jobId, rank }) => [jobId, rank]));
    },
  };
}
