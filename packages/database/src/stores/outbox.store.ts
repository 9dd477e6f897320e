import type { DrawRequest } from '@atelier/contracts';
import { and, asc, count, eq, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, isUnfinished, outbox } from '../schema/image-jobs.js';

/** Accepted jobs on their way to the queue. */
export interface OutboxStore {
  /**
   * Sends up to `limit` jobs, oldest first, each once, however many relays run. When `send` throws,
   * that job stays in the outbox as it was, those sent before stay sent, and the error is thrown on.
   * A relay that is killed between `send` and its commit sends that one job again, with the same
   * generation. Not inside a transaction; not for requests.
   *
   * @param send Puts one job on the queue, within a few seconds, and uses no row of this job.
   * @returns How many were sent; fewer than `limit` says that no other was free to be sent.
   */
  relay(limit: number, send: (job: DrawRequest) => Promise<void>): Promise<number>;
  /**
   * Puts a job back among the waiting ones, unless its status is final. Not for requests.
   *
   * @returns False when the status is final or there is no such job.
   */
  putBack(jobId: string): Promise<boolean>;
  /** How many jobs wait to be relayed. Not for requests. */
  size(): Promise<number>;
}

export function createOutboxStore(connection: Connection): OutboxStore {
  return {
    async relay(limit, send) {
      let sent = 0;
      while (sent < limit) {
        // A transaction for each job: a cancel or a worker's first report waits for one send at
        // most, and a crash repeats one.
        const outcome = await connection.transaction((inner) => relayNext(inner, send));
        if (outcome === 'empty') break;
        if (outcome === 'sent') sent += 1;
      }
      return sent;
    },
    putBack: (jobId) =>
      connection.transaction(async ({ db }) => {
        // First the outbox row, then the job row, as in the relay.
        await db.execute(sql`
          insert into ${outbox} (job_id)
          select ${imageJobs.id} from ${imageJobs}
          where ${imageJobs.id} = ${jobId} and ${isUnfinished(imageJobs.status)}
          on conflict do nothing`);
        const { rowCount } = await db
          .update(imageJobs)
          .set({ status: 'queued', step: 0, updatedAt: sql`now()` })
          .where(and(eq(imageJobs.id, jobId), isUnfinished(imageJobs.status)));
        return rowCount === 1;
      }),
    async size() {
      const [row] = await connection.db.select({ jobs: count() }).from(outbox);
      return row?.jobs ?? 0;
    },
  };
}

async function relayNext(
  { db }: Connection,
  send: (job: DrawRequest) => Promise<void>,
): Promise<'empty' | 'sent' | 'dropped'> {
  const [next] = await db
    .select()
    .from(outbox)
    .orderBy(asc(outbox.id))
    .limit(1)
    .for('update', { skipLocked: true });
  if (!next) return 'empty';
  await db.delete(outbox).where(eq(outbox.id, next.id));
  const [job] = await db
    .update(imageJobs)
    .set({ generation: sql`${imageJobs.generation} + 1`, updatedAt: sql`now()` })
    .where(and(eq(imageJobs.id, next.jobId), isUnfinished(imageJobs.status)))
    .returning({
      jobId: imageJobs.id,
      generation: imageJobs.generation,
      requestId: imageJobs.requestId,
      settings: imageJobs.settings,
    });
  if (!job) return 'dropped';
  await send(job);
  return 'sent';
}
