import { z } from 'zod';
import { EngineInfo } from '../generation/text.js';
import { Extension, ImageFormat, ImageKind } from '../generation/image-work.js';
import { StylePreset } from '../generation/styles.js';
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
    url: z.string().meta({ description: 'Path of the picture on this server.' }),
    thumbnail_url: z.string().meta({ description: 'Path of a small WebP of it.' }),
    width: z.int(),
    height: z.int(),
    seed: z.int(),
    format: ImageFormat,
  })
  .meta({ id: 'Image' });
export type ImageView = z.infer<typeof ImageView>;

/** Settings of a job as they are shown. */
export const ImageSettingsView = z
  .object({
    prompt: z.string(),
    negative_prompt: z.string(),
    width: z.int(),
    height: z.int(),
    steps: z.int(),
    cfg_scale: z.number(),
    scheduler: z.string().optional(),
    seed: z.int(),
    count: z.int(),
    style: StylePreset.optional(),
    drawn_prompt: z
      .string()
      .optional()
      .meta({ description: 'The prompt with the words of the style preset.' }),
    strength: z.number().optional(),
    factor: z.int().optional(),
    extend: Extension.optional().meta({ description: 'Pixels that were added at each side.' }),
    format: ImageFormat,
  })
  .meta({ id: 'ImageSettings' });
export type ImageSettingsView = z.infer<typeof ImageSettingsView>;

/** Whether a picture that was drawn again came out the same. */
export const RedrawView = z
  .object({
    of: z.uuid().meta({ description: 'The picture that was drawn again.' }),
    identical: z.boolean().optional().meta({ description: 'Same bytes; absent until it is done.' }),
    differs: z
      .array(z.string())
      .meta({ description: 'What is otherwise than then, in words: model, engine, device …' }),
  })
  .meta({ id: 'Redraw' });
export type RedrawView = z.infer<typeof RedrawView>;

/** The answer of `GET /api/v1/image-jobs/{id}`. */
export const ImageJobView = z
  .object({
    id: z.uuid(),
    kind: ImageKind,
    status: ImageJobStatus,
    progress: z.int().min(0).max(100).meta({ description: 'Percent.' }),
    step: z.int().nonnegative().meta({ description: 'Denoising step reached.' }),
    steps: z.int().positive().meta({ description: 'Denoising steps of the whole job.' }),
    queue_position: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'Place among the waiting jobs, from 1; only while queued.' }),
    eta_seconds: z
      .number()
      .nonnegative()
      .optional()
      .meta({ description: 'About how long until it is done, as far as past jobs tell.' }),
    preview: z.string().optional().meta({
      description: 'How it looks by now, a tiny PNG as data URL; only while it is drawn.',
    }),
    settings: ImageSettingsView,
    source_image_id: z
      .uuid()
      .optional()
      .meta({ description: 'The picture of yours that it was made from.' }),
    conversation_id: z.uuid().optional(),
    images: z.array(ImageView),
    engine: EngineInfo.optional().meta({ description: 'What drew it; once it is done.' }),
    duration_ms: z.int().optional().meta({ description: 'Time that drawing took.' }),
    memory_bytes: z.int().optional().meta({ description: 'Most memory that drawing held.' }),
    redraw: RedrawView.optional(),
    reused: z
      .literal(true)
      .optional()
      .meta({ description: 'An earlier job with the very same request answers this one.' }),
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
  kind: ImageKind.optional(),
  active: z
    .stringbool()
    .optional()
    .meta({ description: 'true: only jobs that are not finished; false: only finished ones.' }),
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
