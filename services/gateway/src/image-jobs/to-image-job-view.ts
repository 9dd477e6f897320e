import type { ImageJobView } from '@atelier/contracts';
import type { ImageJobWithImages } from '@atelier/database';

/** Where a picture's PNG is served. */
function imageUrl(imageId: string): string {
  return `/api/v1/images/${imageId}`;
}

/** A job as its owner sees it. */
export function toImageJobView(
  job: ImageJobWithImages,
  queuePosition: number | undefined,
): ImageJobView {
  const { settings } = job;
  return {
    id: job.id,
    status: job.status,
    progress: job.status === 'succeeded' ? 100 : percent(job.step, job.steps),
    step: job.step,
    steps: job.steps,
    ...(queuePosition !== undefined && { queue_position: queuePosition }),
    settings: {
      prompt: settings.prompt,
      negative_prompt: settings.negativePrompt,
      width: settings.width,
      height: settings.height,
      steps: settings.steps,
      cfg_scale: settings.guidanceScale,
      seed: settings.seed,
      count: settings.count,
    },
    images: job.images.map(({ id, width, height, seed }) => ({
      id,
      url: imageUrl(id),
      width,
      height,
      seed,
    })),
    warnings: [...job.warnings],
    ...(job.error && { error: { code: job.error.code, message: job.error.message } }),
    created_at: job.createdAt.toISOString(),
    ...(job.finishedAt && { finished_at: job.finishedAt.toISOString() }),
  };
}

/** Decoding and saving follow the last step, so steps alone never reach 100. */
function percent(step: number, steps: number): number {
  return Math.min(99, Math.floor((step / steps) * 100));
}
