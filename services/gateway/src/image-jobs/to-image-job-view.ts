import type { ImageJobView, ImageSettingsView, ImageView, RedrawView } from '@atelier/contracts';
import type { ImageJob, ImageJobWithImages, StoredImage } from '@atelier/database';

/** What is known of a job beside its row. */
export interface LiveJob {
  /** Place among the waiting jobs, from 1. */
  readonly queuePosition?: number | undefined;
  readonly etaSeconds?: number | undefined;
  /** A tiny PNG in base64. */
  readonly preview?: string | undefined;
}

/** A job as its owner sees it. */
export function toImageJobView(job: ImageJobWithImages, live: LiveJob = {}): ImageJobView {
  const { queuePosition, etaSeconds, preview } = live;
  const { result, error } = job;
  return {
    id: job.id,
    kind: job.kind,
    status: job.status,
    progress: job.status === 'succeeded' ? 100 : percent(job.step, job.steps),
    step: job.step,
    steps: job.steps,
    ...(queuePosition !== undefined && { queue_position: queuePosition }),
    ...(etaSeconds !== undefined && { eta_seconds: etaSeconds }),
    ...(preview !== undefined && { preview: `data:image/png;base64,${preview}` }),
    settings: toSettingsView(job),
    ...(job.sourceImageId !== undefined && { source_image_id: job.sourceImageId }),
    ...(job.conversationId !== undefined && { conversation_id: job.conversationId }),
    images: job.images.map(toImageView),
    ...(result && { engine: result.engine, duration_ms: result.durationMs }),
    ...(result?.memoryBytes !== undefined && { memory_bytes: result.memoryBytes }),
    ...(job.redrawOf && { redraw: toRedrawView(job, job.redrawOf) }),
    warnings: [...job.warnings],
    ...(error && { error: { code: error.code, message: error.message } }),
    created_at: job.createdAt.toISOString(),
    ...(job.finishedAt && { finished_at: job.finishedAt.toISOString() }),
  };
}

/** The settings of a job as they are shown: the words that were asked for. */
export function toSettingsView({ settings, work }: Pick<ImageJob, 'settings' | 'work'>) {
  const { asked, style, scheduler } = settings;
  return {
    prompt: asked?.prompt ?? settings.prompt,
    negative_prompt: asked?.negativePrompt ?? settings.negativePrompt,
    width: settings.width,
    height: settings.height,
    steps: settings.steps,
    cfg_scale: settings.guidanceScale,
    ...(scheduler !== undefined && { scheduler }),
    seed: settings.seed,
    count: settings.count,
    ...(style && { style, drawn_prompt: settings.prompt }),
    ...('strength' in work && { strength: work.strength }),
    ...('factor' in work && { factor: work.factor }),
    ...('extend' in work && { extend: work.extend }),
    format: settings.format ?? 'png',
  } satisfies ImageSettingsView;
}

/** A finished picture and where it is served. */
export function toImageView(image: StoredImage): ImageView {
  const { id, width, height, seed, format } = image;
  const url = `/api/v1/images/${id}`;
  return { id, url, thumbnail_url: `${url}/thumbnail`, width, height, seed, format };
}

const compared = ['engine', 'model', 'modelHash', 'engineVersion', 'device', 'precision'] as const;

function toRedrawView(
  { images, result }: ImageJobWithImages,
  { imageId, sha256, engine }: NonNullable<ImageJob['redrawOf']>,
): RedrawView {
  const [image] = images;
  if (image === undefined) return { of: imageId, differs: [] };
  const now = result?.engine;
  const differs =
    engine === undefined || now === undefined
      ? []
      : compared
          .filter((name) => engine[name] !== now[name])
          .map(
            (name) => `${name}: ${engine[name] ?? 'unknown'} then, ${now[name] ?? 'unknown'} now`,
          );
  return { of: imageId, identical: image.sha256 === sha256, differs };
}

/** Decoding and saving follow the last step, so steps alone never reach 100. */
function percent(step: number, steps: number): number {
  return Math.min(99, Math.floor((step / steps) * 100));
}
