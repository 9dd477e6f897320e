import { ImageJobStatus, type ImageKind } from '@atelier/contracts';
import { and, asc, count, eq, gt, inArray, notExists, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { imageJobs, isUnfinished, outbox } from '../schema/image-jobs.js';
import { withoutNulls } from '../without-nulls.js';
import type { ImageJob } from './image-job.js';
import { imageJobColumns } from './read-columns.js';

/** How fast jobs of one kind were lately; both are medians. */
export interface Pace {
  readonly kind: ImageKind;
  /** For one denoising step of a megapixel. */
  readonly secondsPerStep: number;
  readonly secondsPerJob: number;
  /** How many jobs tell. */
  readonly jobs: number;
}

const unfinished = ['queued', 'loading', 'running', 'decoding', 'saving'] as const;

/** A status that is not final. */
export type UnfinishedStatus = (typeof unfinished)[number];

/** Everybody's jobs, for the upkeep of the system. */
export interface ImageJobSurveyStore {
  /**
   * Jobs that should be on the queue or with a worker: not final and not in the outbox, by id, those
   * after `afterId`. Not for requests.
   */
  unfinishedOutsideOutbox(page: {
    readonly limit: number;
    readonly afterId?: string | undefined;
  }): Promise<readonly ImageJob[]>;
  /** The job that has been queued longest. Not for requests. */
  oldestWaiting(): Promise<{ readonly createdAt: Date } | undefined>;
  /** How many jobs there are of each status. Not for requests. */
  countByStatus(): Promise<Readonly<Record<ImageJobStatus, number>>>;
  /**
   * How many jobs there are of each status that is not final, however many finished ones there are.
   * Not for requests.
   */
  countUnfinishedByStatus(): Promise<Readonly<Record<UnfinishedStatus, number>>>;
  /** Not for requests. */
  kindOf(jobId: string): Promise<ImageKind | undefined>;
  /** What the last `limit` jobs that succeeded tell of each kind. Not for requests. */
  recentPaces(limit: number): Promise<readonly Pace[]>;
}

export function createImageJobSurveyStore({ db }: Connection): ImageJobSurveyStore {
  return {
    async unfinishedOutsideOutbox({ limit, afterId }) {
      const waitsInOutbox = db
        .select({ id: outbox.id })
        .from(outbox)
        .where(eq(outbox.jobId, imageJobs.id));
      const rows = await db
        .select(imageJobColumns)
        .from(imageJobs)
        .where(
          and(
            isUnfinished(imageJobs.status),
            notExists(waitsInOutbox),
            afterId === undefined ? undefined : gt(imageJobs.id, afterId),
          ),
        )
        .orderBy(asc(imageJobs.id))
        .limit(limit);
      return rows.map(withoutNulls);
    },
    async oldestWaiting() {
      const [row] = await db
        .select({ createdAt: imageJobs.createdAt })
        .from(imageJobs)
        .where(eq(imageJobs.status, 'queued'))
        .orderBy(asc(imageJobs.createdAt), asc(imageJobs.id))
        .limit(1);
      return row;
    },
    async countByStatus() {
      const rows = await db
        .select({ status: imageJobs.status, jobs: count() })
        .from(imageJobs)
        .groupBy(imageJobs.status);
      const none = Object.fromEntries(ImageJobStatus.options.map((status) => [status, 0]));
      const found = Object.fromEntries(rows.map(({ status, jobs }) => [status, jobs]));
      return { ...none, ...found } as Record<ImageJobStatus, number>;
    },
    async countUnfinishedByStatus() {
      const rows = await db
        .select({ status: imageJobs.status, jobs: count() })
        .from(imageJobs)
        .where(inArray(imageJobs.status, [...unfinished]))
        .groupBy(imageJobs.status);
      const found = new Map<string, number>(rows.map(({ status, jobs }) => [status, jobs]));
      const all = unfinished.map((status) => [status, found.get(status) ?? 0]);
      return Object.fromEntries(all) as Record<UnfinishedStatus, number>;
    },
    async kindOf(jobId) {
      const [row] = await db
        .select({ kind: imageJobs.kind })
        .from(imageJobs)
        .where(eq(imageJobs.id, jobId));
      return row?.kind;
    },
    async recentPaces(limit) {
      // A job's own time is better than that of its row, which includes attempts that were lost.
      const { rows } = await db.execute<{ [Key in keyof Pace]: Pace[Key] }>(sql`
        with recent as (
          select kind, steps, (settings ->> 'width')::float8 * (settings ->> 'height')::float8
              / 1e6 as megapixels,
            coalesce((result ->> 'durationMs')::float8 / 1e3,
              extract(epoch from finished_at - started_at)::float8) as seconds
          from ${imageJobs} where status = 'succeeded' order by finished_at desc limit ${limit}
        )
        select kind, count(*)::int as jobs,
          percentile_cont(0.5) within group (order by seconds) as "secondsPerJob",
          percentile_cont(0.5) within group (order by seconds / steps / megapixels)
            as "secondsPerStep"
        from recent where seconds >= 0 group by kind`);
      return rows;
    },
  };
}
