import { z } from 'zod';
import { ActiveImageState } from '../events/image-job.js';
import { Warning } from './chat.js';
import { pageLimit } from './page.js';

export const ImageJobStatus = z
  .enum(['queued', ...ActiveImageState.options, 'succeeded', 'failed', 'cancelled'])
  .meta({ id: 'ImageJobStatus' });
export type ImageJobStatus = z.infer<typeof ImageJobStatus>;

/** States that a job never leaves. */
export const finalImageStatuses = ['succeeded', 'failed', 'cancelled'] as const;

/** True once a job will not change any more. */
export function isFinalImageStatus(status: ImageJobStatus): boolean {
  return (finalImageStatuses as readonly string[]).includes(status);
}

/** One finished picture. */
export const ImageView = z
  .object({
    id: z.uuid(),
    url: z.string().meta({ description: 'Path of the PNG on this server.' }),
    width: z.int(),
    height: z.int(),
    seed: z.int(),
  })
  .meta({ id: 'Image' });
export type ImageView = z.infer<typeof ImageView>;

/** The answer of `GET /api/v1/image-jobs/{id}`. */
export const ImageJobView = z
  .object({
    id: z.uuid(),
    status: ImageJobStatus,
    progress: z.int().min(0).max(100).meta({ description: 'Percent.' }),
    step: z.int().nonnegative().meta({ description: 'Denoising step reached.' }),
    steps: z.int().positive().meta({ description: 'Denoising steps of the whole job.' }),
    queue_position: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'Place among the waiting jobs, from 1; only while queued.' }),
    settings: z.object({
      prompt: z.string(),
      negative_prompt: z.string(),
      width: z.int(),
      height: z.int(),
      steps: z.int(),
      cfg_scale: z.number(),
      seed: z.int(),
      count: z.int(),
    }),
    images: z.array(ImageView),
    warnings: z.array(Warning),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'ImageJob' });
export type ImageJobView = z.infer<typeof ImageJobView>;

/** The query of `GET /api/v1/image-jobs`. */
export const ImageJobListQuery = z.strictObject({
  status: ImageJobStatus.optional(),
  limit: pageLimit(100, 30),
  cursor: z.uuid().optional().meta({ description: 'next_cursor of the page before.' }),
});

/** A page of picture jobs, newest first. */
export const ImageJobListView = z
  .object({
    jobs: z.array(ImageJobView),
    next_cursor: z.uuid().optional().meta({ description: 'Absent on the last page.' }),
  })
  .meta({ id: 'ImageJobList' });
export type ImageJobListView = z.infer<typeof ImageJobListView>;
