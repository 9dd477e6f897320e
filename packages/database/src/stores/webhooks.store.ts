import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, webhooks } from '../schema/image-jobs.js';

/** Somebody who is to be told that a job has ended. */
export interface DueWebhook {
  readonly id: string;
  readonly ownerId: string;
  readonly jobId: string;
  readonly url: string;
  /** Attempts to tell him, this one included. */
  readonly attempts: number;
}

/** Who is to be told of ended jobs, each until it is done or given up. Not for requests. */
export interface WebhookStore {
  /**
   * Takes up to `limit` that are due; those with the fewest attempts first. Nobody else gets them
   * for `leaseMs`, and somebody does after that unless the outcome was written.
   */
  take(options: {
    readonly limit: number;
    readonly leaseMs: number;
  }): Promise<readonly DueWebhook[]>;
  markDelivered(id: string): Promise<void>;
  /** Undelivered, for this reason: due again in so many milliseconds, or given up. */
  markUndelivered(id: string, reason: string, again: { readonly inMs?: number }): Promise<void>;
}

const inMs = (ms: number) => sql`now() + make_interval(secs => ${ms / 1_000}::float8)`;
const maxReasonLength = 300;

export function createWebhookStore({ db }: Connection): WebhookStore {
  return {
    async take({ limit, leaseMs }) {
      const { rows } = await db.execute<{ [Key in keyof DueWebhook]: DueWebhook[Key] }>(sql`
        update ${webhooks} as taken set attempts = attempts + 1, next_at = ${inMs(leaseMs)}
        from ${imageJobs} as job
        where job.id = taken.job_id and taken.id in (
          select id from ${webhooks} where next_at <= now()
          order by attempts, next_at limit ${limit} for update skip locked
        )
        returning taken.id, job.owner_id as "ownerId", taken.job_id as "jobId", taken.url,
          taken.attempts`);
      return rows;
    },
    async markDelivered(id) {
      await db
        .update(webhooks)
        .set({ nextAt: null, deliveredAt: sql`now()`, error: null })
        .where(eq(webhooks.id, id));
    },
    async markUndelivered(id, reason, again) {
      const nextAt = again.inMs === undefined ? null : inMs(again.inMs);
      await db
        .update(webhooks)
        .set({ nextAt, error: reason.slice(0, maxReasonLength) })
        .where(and(eq(webhooks.id, id), isNull(webhooks.deliveredAt)));
    },
  };
}

/** Makes a job's webhook due; called in the transaction that ends the job. */
export async function callWebhook({ db }: Connection, jobId: string): Promise<void> {
  await db
    .update(webhooks)
    .set({ nextAt: sql`now()` })
    .where(eq(webhooks.jobId, jobId));
}
