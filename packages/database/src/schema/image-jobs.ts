import type {
  EngineInfo,
  ImageFormat,
  ImageJobStatus,
  ImageKind,
  ImageWork,
  JobSettings,
  Warning,
} from '@atelier/contracts';
import type { WireError } from '@atelier/errors';
import { sql, type SQL } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
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

/** How a job ended: what drew it, in how many milliseconds, with how many bytes of memory. */
export interface JobResult {
  readonly engine: EngineInfo;
  readonly durationMs: number;
  readonly memoryBytes?: number | undefined;
}

/** The picture that a job draws again, as it was then. */
export interface RedrawOf {
  readonly imageId: string;
  readonly sha256: string;
  readonly engine?: EngineInfo | undefined;
}

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
    /** The span that asked for it, where requests are traced. */
    traceparent: text('traceparent'),
    status: text('status').$type<ImageJobStatus>().notNull().default('queued'),
    settings: jsonb('settings').$type<JobSettings>().notNull(),
    kind: text('kind').$type<ImageKind>().notNull().default('generate'),
    work: jsonb('work').$type<ImageWork>().notNull().default({ kind: 'generate' }),
    /** The picture that it starts from, where that is one of the gallery and still there. */
    sourceImageId: uuid('source_image_id').references((): AnyPgColumn => images.id, {
      onDelete: 'set null',
    }),
    redrawOf: jsonb('redraw_of').$type<RedrawOf>(),
    /** sha256 of everything that decides the pixels but the model; only where the seed was given. */
    recipeHash: text('recipe_hash'),
    /** 0 for small jobs that somebody waits for, 1 for batches. */
    priority: smallint('priority').notNull().default(0),
    result: jsonb('result').$type<JobResult>(),
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
    index('image_jobs_recipe')
      .on(t.ownerId, t.recipeHash)
      .where(sql`${t.recipeHash} is not null`),
    index('image_jobs_source')
      .on(t.sourceImageId)
      .where(sql`${t.sourceImageId} is not null`),
    index('image_jobs_finished')
      .on(t.finishedAt)
      .where(sql`${t.status} = 'succeeded'`),
    check('image_jobs_recipe_form', sql`${t.recipeHash} ~ '^[0-9a-f]{64}$'`),
    check(
      'image_jobs_kind_known',
      sql`${t.kind} in ('generate', 'edit', 'inpaint', 'outpaint', 'upscale', 'variation')`,
    ),
    check('image_jobs_user_label_length', sql`char_length(${t.userLabel}) between 1 and 128`),
    check('image_jobs_request_id_length', sql`char_length(${t.requestId}) <= 128`),
    check('image_jobs_traceparent_length', sql`char_length(${t.traceparent}) <= 55`),
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
    format: text('format').$type<ImageFormat>().notNull().default('png'),
    /** Of the WebP; null for pictures that were drawn before there were thumbnails. */
    thumbnailKey: text('thumbnail_key'),
    thumbnailBytes: integer('thumbnail_bytes'),
    /** What it looks like in 64 bits, 16 hex digits. */
    look: text('look'),
    tags: text('tags').array().notNull().default([]),
    favourite: boolean('favourite').notNull().default(false),
    /** Since when its file is known to be gone from the blob store. */
    missingAt: moment('missing_at'),
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
    index('images_newest').on(t.ownerId, t.createdAt, t.id),
    index('images_favourites')
      .on(t.ownerId, t.createdAt, t.id)
      .where(sql`${t.favourite}`),
    index('images_tags').using('gin', t.tags),
    index('images_age').on(t.createdAt),
    check('images_look_form', sql`${t.look} ~ '^[0-9a-f]{16}$'`),
    check('images_tags_count', sql`cardinality(${t.tags}) <= 20`),
    check('images_index_range', sql`${t.index} >= 0`),
    check('images_key_length', sql`char_length(${t.key}) between 1 and 200`),
    check('images_sha256_form', sql`${t.sha256} ~ '^[0-9a-f]{64}$'`),
    check('images_bytes_range', sql`${t.bytes} >= 1`),
    check('images_size_range', sql`${t.width} >= 1 and ${t.height} >= 1`),
    check('images_seed_range', sql`${t.seed} between 0 and 4294967295`),
  ],
);

/** Jobs that are accepted and not yet on the queue. Each owner's: by priority, then as they came. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    jobId: uuid('job_id')
      .notNull()
      .unique()
      .references(() => imageJobs.id, { onDelete: 'cascade' }),
    ownerId: uuid('owner_id').notNull(),
    priority: smallint('priority').notNull().default(0),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [index('outbox_turn').on(t.ownerId, t.priority, t.id)],
);

/**
 * Whose turn it is: a row for each owner with jobs in the outbox, and for those whose last turn still
 * matters. The earliest is next; who never had a turn gets a time long past.
 */
export const relayTurns = pgTable(
  'relay_turns',
  {
    ownerId: uuid('owner_id')
      .primaryKey()
      .references(() => users.id, { onDelete: 'cascade' }),
    servedAt: timestamp('served_at', { withTimezone: true, precision: 6 }).notNull(),
  },
  (t) => [index('relay_turns_next').on(t.servedAt)],
);

/** Who is to be told that a job has ended. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid('id').primaryKey(),
    jobId: uuid('job_id')
      .notNull()
      .unique()
      .references(() => imageJobs.id, { onDelete: 'cascade' }),
    url: text('url').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** Null while the job runs, and once it was delivered or given up. */
    nextAt: moment('next_at'),
    deliveredAt: moment('delivered_at'),
    error: text('error'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('webhooks_due')
      .on(t.nextAt)
      .where(sql`${t.nextAt} is not null`),
    check('webhooks_url_length', sql`char_length(${t.url}) <= 2000`),
  ],
);

/** What is to be deleted from the blob store: everything whose key begins so. */
export const blobDeletions = pgTable('blob_deletions', {
  id: bigserial('id', { mode: 'bigint' }).primaryKey(),
  prefix: text('prefix').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});
