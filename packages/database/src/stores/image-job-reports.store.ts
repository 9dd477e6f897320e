import type { DrawnImage, ImageJobEvent, Warning } from '@atelier/contracts';
import type { WireError } from '@atelier/errors';
import { and, eq, lt, lte, ne, or, sql, type SQL } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, images, isUnfinished, type JobResult } from '../schema/image-jobs.js';
import { callWebhook } from './webhooks.store.js';

/** Which attempt speaks. */
interface Attempt {
  readonly jobId: string;
  readonly fence: number;
}

/** A state of a job that a worker holds. */
export type ActiveImageStatus = Extract<ImageJobEvent, { type: 'progress' }>['state'];

interface ProgressReport extends Attempt {
  readonly status: ActiveImageStatus;
  /** Denoising step reached over all pictures of the job; more than there are counts as the last. */
  readonly step: number;
  /** Within one status, a row is written at most this often. */
  readonly minIntervalMs: number;
}

/** A finished picture and the id that its row gets, unless it has one already. */
export type NewImage = DrawnImage & { readonly id: string };

interface Success extends Attempt {
  readonly images: readonly NewImage[];
  readonly result?: JobResult | undefined;
  /** What the worker did otherwise than asked for; put behind those of the acceptance. */
  readonly warnings?: readonly Warning[] | undefined;
}

/**
 * What attempts report about their jobs. Each call changes the row only while its status is not
 * final and no attempt with a larger fence has spoken, and says whether it did.
 */
export interface ImageJobReportStore {
  /** A worker holds the job: `loading`, step 0. Not for requests. */
  markStarted(report: Attempt): Promise<boolean>;
  /** Never goes back within one attempt. Not for requests. */
  markProgress(report: ProgressReport): Promise<boolean>;
  /** The worker gave the job back: `queued`, step 0. Not for requests. */
  markReturned(report: Attempt): Promise<boolean>;
  /** No attempt will follow. Not for requests. */
  markFailed(report: Attempt & { readonly error: WireError }): Promise<boolean>;
  /** Writes the pictures and the final status, together. Not for requests. */
  markSucceeded(report: Success): Promise<boolean>;
  /** Fails the job whatever its fence, unless its status is final. Not for requests. */
  giveUp(job: { readonly jobId: string; readonly error: WireError }): Promise<boolean>;
}

const now = sql`now()`;
const startedAt = sql`coalesce(${imageJobs.startedAt}, now())`;

export function createImageJobReportStore(connection: Connection): ImageJobReportStore {
  const { db } = connection;
  const change = async (values: Values, condition: SQL | undefined) => {
    const { rowCount } = await db
      .update(imageJobs)
      .set({ ...values, updatedAt: now })
      .where(condition);
    return rowCount === 1;
  };
  const fail = (jobId: string, values: Values, condition: SQL | undefined) =>
    connection.transaction(async (inner) => {
      const { rowCount } = await inner.db
        .update(imageJobs)
        .set({ ...values, status: 'failed', updatedAt: now, finishedAt: now })
        .where(condition);
      if (rowCount !== 1) return false;
      await callWebhook(inner, jobId);
      return true;
    });

  return {
    markStarted: ({ jobId, fence }) =>
      change(
        { fence, status: 'loading', step: 0, startedAt },
        // A returned job can start again under the same fence; a running one can't.
        and(accepts(jobId, fence), or(lt(imageJobs.fence, fence), eq(imageJobs.status, 'queued'))),
      ),
    markProgress: ({ jobId, fence, status, step, minIntervalMs }) =>
      change(
        { fence, status, step: sql`least(${step}::int, ${imageJobs.steps})`, startedAt },
        and(
          accepts(jobId, fence),
          or(lt(imageJobs.fence, fence), and(isAhead(status, step), isDue(status, minIntervalMs))),
        ),
      ),
    markReturned: ({ jobId, fence }) =>
      change({ fence, status: 'queued', step: 0 }, accepts(jobId, fence)),
    markFailed: ({ jobId, fence, error }) => fail(jobId, { fence, error }, accepts(jobId, fence)),
    markSucceeded: ({ jobId, fence, images: drawn, result, warnings = [] }) =>
      connection.transaction(async (inner) => {
        const [job] = await inner.db
          .update(imageJobs)
          .set({
            fence,
            status: 'succeeded',
            step: imageJobs.steps,
            result,
            warnings: sql`${imageJobs.warnings} || ${JSON.stringify(warnings)}::jsonb`,
            startedAt,
            updatedAt: now,
            finishedAt: now,
          })
          .where(accepts(jobId, fence))
          .returning({ ownerId: imageJobs.ownerId });
        if (!job) return false;
        const rows = drawn.map(({ thumbnail, ...image }) => ({
          ...image,
          jobId,
          ownerId: job.ownerId,
          thumbnailKey: thumbnail.key,
          thumbnailBytes: thumbnail.bytes,
        }));
        await inner.db
          .insert(images)
          .values(rows)
          .onConflictDoNothing({ target: [images.jobId, images.index] });
        await callWebhook(inner, jobId);
        return true;
      }),
    giveUp: ({ jobId, error }) =>
      fail(jobId, { error }, and(eq(imageJobs.id, jobId), isUnfinished(imageJobs.status))),
  };
}

type Values = Partial<{
  [Column in keyof typeof imageJobs.$inferInsert]: (typeof imageJobs.$inferInsert)[Column] | SQL;
}>;

function accepts(jobId: string, fence: number): SQL | undefined {
  return and(eq(imageJobs.id, jobId), isUnfinished(imageJobs.status), lte(imageJobs.fence, fence));
}

/** The order in which an attempt passes through its states, at one and the same step. */
const rank = (status: SQL | typeof imageJobs.status) =>
  sql`array_position(array['queued', 'loading', 'running', 'decoding', 'saving'], ${status})`;

function isAhead(status: ActiveImageStatus, step: number): SQL {
  const reported = sql`(least(${step}::int, ${imageJobs.steps}), ${rank(sql`${status}::text`)})`;
  return sql`(${imageJobs.step}, ${rank(imageJobs.status)}) < ${reported}`;
}

function isDue(status: ActiveImageStatus, minIntervalMs: number): SQL | undefined {
  const interval = sql`make_interval(secs => ${minIntervalMs / 1_000}::float8)`;
  return or(ne(imageJobs.status, status), sql`${imageJobs.updatedAt} <= now() - ${interval}`);
}
