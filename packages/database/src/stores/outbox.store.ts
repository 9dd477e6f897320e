import type { DrawRequest } from '@atelier/contracts';
import { AppError, toWireError } from '@atelier/errors';
import { and, count, eq, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, isUnfinished, outbox } from '../schema/image-jobs.js';
import { awaitTurn, endTurn, forgetTurns, holdTurn, nextTurns, type Turn } from './relay-turns.js';
import { callWebhook } from './webhooks.store.js';

/** Accepted jobs on their way to the queue. */
export interface OutboxStore {
  /**
   * Sends up to `limit` jobs, each once, however many relays run. Owners take turns: next is the one
   * whose last job was sent longest ago. Of one owner the smallest priority goes first, then the
   * oldest. When `send` throws, that job stays in the outbox as it was, those sent before stay sent,
   * and the error is thrown on; but a job fails whose error no retry can help. A relay that is killed
   * between `send` and its commit sends that one job again, with the same generation. Not inside a
   * transaction; not for requests.
   *
   * @param send Puts one job on the queue, within a few seconds, and uses no row of this job. It is
   *   told the span that asked for the job, where requests are traced.
   * @returns How many were sent; fewer than `limit` says that no other was free to be sent.
   */
  relay(limit: number, send: SendJob): Promise<number>;
  /**
   * Puts a job back among the waiting ones, before all others of its owner, unless its status is
   * final. Not for requests.
   *
   * @returns False when the status is final or there is no such job.
   */
  putBack(jobId: string): Promise<boolean>;
  /** How many jobs wait to be relayed. Not for requests. */
  size(): Promise<number>;
}

type SendJob = (job: DrawRequest, traceparent?: string) => Promise<void>;

/** It has had its turn already: before the small jobs (0) and the batches (1). */
const putBackPriority = -1;

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
      connection.transaction(async (inner) => {
        const { db } = inner;
        // First the outbox row, then the job row, then the turn, as in the relay.
        await db.execute(sql`
          insert into ${outbox} (job_id, owner_id, priority)
          select ${imageJobs.id}, ${imageJobs.ownerId}, ${putBackPriority} from ${imageJobs}
          where ${imageJobs.id} = ${jobId} and ${isUnfinished(imageJobs.status)}
          on conflict do nothing`);
        const [job] = await db
          .update(imageJobs)
          .set({ status: 'queued', step: 0, updatedAt: sql`now()` })
          .where(and(eq(imageJobs.id, jobId), isUnfinished(imageJobs.status)))
          .returning({ ownerId: imageJobs.ownerId });
        if (job) await awaitTurn(inner, job.ownerId);
        return job !== undefined;
      }),
    async size() {
      const [row] = await connection.db.select({ jobs: count() }).from(outbox);
      return row?.jobs ?? 0;
    },
  };
}

type Outcome = 'sent' | 'dropped' | 'over' | 'busy' | 'empty';

async function relayNext(connection: Connection, send: SendJob): Promise<Outcome> {
  const turns = await nextTurns(connection);
  const first = turns.findIndex(({ waits }) => waits);
  const idle = first === -1 ? turns : turns.slice(0, first);
  if (await forgetTurns(connection, idle)) return 'over';
  for (const turn of turns) {
    const outcome = turn.waits ? await serve(connection, turn, send) : 'busy';
    if (outcome !== 'busy') return outcome;
  }
  return 'empty';
}

/** Sends one job of an owner; `over` and `busy` change nothing. */
async function serve(connection: Connection, turn: Turn, send: SendJob): Promise<Outcome> {
  const { db } = connection;
  const { ownerId } = turn;
  const hold = await holdTurn(connection, turn);
  if (hold !== 'held') return hold;
  // First the outbox row, then the job row: as a cancel does, or the two would deadlock.
  const taken = await db.execute<{ jobId: string }>(sql`
    delete from ${outbox} where id = (
      select id from ${outbox} where owner_id = ${ownerId}
      order by priority, id limit 1 for update skip locked
    ) returning job_id as "jobId"`);
  const jobId = taken.rows[0]?.jobId;
  if (jobId === undefined) return 'busy';
  const [row] = await db
    .update(imageJobs)
    .set({ generation: sql`${imageJobs.generation} + 1`, updatedAt: sql`now()` })
    .where(and(eq(imageJobs.id, jobId), isUnfinished(imageJobs.status)))
    .returning({
      jobId: imageJobs.id,
      generation: imageJobs.generation,
      requestId: imageJobs.requestId,
      traceparent: imageJobs.traceparent,
      settings: imageJobs.settings,
      work: imageJobs.work,
    });
  if (!row) return 'dropped';
  const { traceparent, ...job } = row;
  try {
    await send(job, traceparent ?? undefined);
  } catch (error) {
    // Sent again and again, it would hold up all others.
    if (!AppError.is(error) || error.retryable) throw error;
    const failure = { status: 'failed', error: toWireError(error) } as const;
    await db
      .update(imageJobs)
      .set({ ...failure, updatedAt: sql`now()`, finishedAt: sql`now()` })
      .where(eq(imageJobs.id, jobId));
    await callWebhook(connection, jobId);
    return 'dropped';
  }
  // Last, since the owner's next request waits for this row.
  await endTurn(connection, ownerId);
  return 'sent';
}
