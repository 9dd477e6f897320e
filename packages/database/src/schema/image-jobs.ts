import type { ImageJobStatus, ImageSettings, Warning } from '@atelier/contracts';
import type { WireError } from '@atelier/errors';
import { sql, type SQL } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { moment, searchWords } from './columns.js';
import { conversations } from './conversations.js';
import { users } from './users.js';

/**
 * True for a job that will still change. Literals, not parameters: only so does the planner see that
 * a query fits the partial indexes.
 */
export const isUnfinished = (status: AnyPgColumn) =>
  sql<boolean>`${status} not in ('succeeded', 'failed', 'cancelled')`;

export const imageJobs = pgTable(
  'image_jobs',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    userLabel: text('user_label').notNull(),
    conversationId: uuid('conversation_id').references(() => conversations.id, {
      onDelete: 'set null',
    }),
    requestId: text('request_id').notNull(),
    status: text('status').$type<ImageJobStatus>().notNull().default('queued'),
    settings: jsonb('settings').$type<ImageSettings>().notNull(),
    warnings: jsonb('warnings').$type<readonly Warning[]>().notNull(),
    /** Words of the prompt. */
    search: searchWords('search').generatedAlwaysAs(
      (): SQL => sql`to_tsvector('simple'::regconfig, ${imageJobs.settings} ->> 'prompt')`,
    ),
    /** How many times the job was put on the queue. */
    generation: integer('generation').notNull().default(0),
    /** The largest fence number that has reported. */
    fence: integer('fence').notNull().default(0),
    step: integer('step').notNull().default(0),
    /** Denoising steps of the whole job. */
    steps: integer('steps').notNull(),
    error: jsonb('error').$type<WireError>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
  },
  (t) => [
    unique('image_jobs_id_owner').on(t.id, t.ownerId),
    index('image_jobs_newest').on(t.ownerId, t.createdAt, t.id),
    index('image_jobs_conversation')
      .on(t.conversationId)
      .where(sql`${t.conversationId} is not null`),
    index('image_jobs_search').using('gin', t.search),
    index('image_jobs_waiting')
      .on(t.createdAt, t.id)
      .where(sql`${t.status} = 'queued'`),
    index('image_jobs_unfinished').on(t.id).where(isUnfinished(t.status)),
    index('image_jobs_unfinished_of_owner').on(t.ownerId).where(isUnfinished(t.status)),
    index('image_jobs_status').on(t.status),
    check('image_jobs_user_label_length', sql`char_length(${t.userLabel}) between 1 and 128`),
    check('image_jobs_request_id_length', sql`char_length(${t.requestId}) <= 128`),
    check(
      'image_jobs_status_known',
      sql`${t.status} in ('queued', 'loading', 'running', 'decoding', 'saving', 'succeeded', 'failed', 'cancelled')`,
    ),
    check('image_jobs_generation_range', sql`${t.generation} >= 0`),
    check('image_jobs_fence_range', sql`${t.fence} >= 0`),
    check('image_jobs_step_range', sql`${t.step} between 0 and ${t.steps}`),
    check('image_jobs_steps_range', sql`${t.steps} >= 1`),
    check('image_jobs_finished', sql`(${t.finishedAt} is null) = (${isUnfinished(t.status)})`),
    check('image_jobs_error', sql`(${t.error} is not null) = (${t.status} = 'failed')`),
  ],
);

export const images = pgTable(
  'images',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id').notNull(),
    jobId: uuid('job_id').notNull(),
    index: integer('index').notNull(),
    /** Where the PNG lies in the blob store. */
    key: text('key').notNull(),
    sha256: text('sha256').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    seed: bigint('seed', { mode: 'number' }).notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    // The owner of a picture is the owner of its job.
    foreignKey({
      name: 'images_job',
      columns: [t.jobId, t.ownerId],
      foreignColumns: [imageJobs.id, imageJobs.ownerId],
    }).onDelete('cascade'),
    unique('images_job_index').on(t.jobId, t.index),
    check('images_index_range', sql`${t.index} >= 0`),
    check('images_key_length', sql`char_length(${t.key}) between 1 and 200`),
    check('images_sha256_form', sql`${t.sha256} ~ '^[0-9a-f]{64}$'`),
    check('images_bytes_range', sql`${t.bytes} >= 1`),
    check('images_size_range', sql`${t.width} >= 1 and ${t.height} >= 1`),
    check('images_seed_range', sql`${t.seed} between 0 and 4294967295`),
  ],
);

/** Jobs that are accepted and not yet on the queue, in the order of acceptance. */
export const outbox = pgTable('outbox', {
  id: bigserial('id', { mode: 'bigint' }).primaryKey(),
  jobId: uuid('job_id')
    .notNull()
    .unique()
    .references(() => imageJobs.id, { onDelete: 'cascade' }),
  createdAt: moment('created_at').notNull().defaultNow(),
});
