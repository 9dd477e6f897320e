import { isFinalImageStatus, type ImageJobView, type OpenAiImageEvent } from '@atelier/contracts';
import type { ImageJobWithImages, StoredImage } from '@atelier/database';
import type { OpenAiError } from '@atelier/contracts';

export interface ImageEventsOptions {
  /** What the events' names begin with. */
  readonly name: 'image_generation' | 'image_edit';
  /** Pictures on the way, at most. */
  readonly partials: number;
  /** The job once it has ended well; throws otherwise. */
  readonly ended: () => Promise<ImageJobWithImages>;
  readonly unfinished: () => unknown;
  readonly read: (image: StoredImage) => Promise<string>;
  readonly toError: (error: unknown) => OpenAiError;
}

/**
 * How a job comes along as server-sent events: previews, spread over its time, then each picture. A
 * fault is told as the last event.
 */
export async function* imageEvents(
  states: AsyncIterable<ImageJobView>,
  { name, partials, ended, unfinished, read, toError }: ImageEventsOptions,
): AsyncGenerator<string> {
  // What is accepted is known at once, by the headers.
  yield ':\n\n';
  try {
    let sent = 0;
    let passed = 0;
    let isOver = false;
    for await (const job of states) {
      isOver = isFinalImageStatus(job.status);
      const reached = Math.floor((job.progress * (partials + 1)) / 100);
      if (isOver || job.preview === undefined || reached <= passed) continue;
      passed = reached;
      yield toEvent({
        type: `${name}.partial_image`,
        partial_image_index: sent,
        b64_json: job.preview.replace(/^data:[^,]*,/, ''),
        ...toAbout(job.id, new Date(job.created_at), { ...job.settings, format: 'png' }),
      });
      sent += 1;
    }
    if (!isOver) throw unfinished();
    const job = await ended();
    for (const image of job.images) {
      yield toEvent({
        type: `${name}.completed`,
        b64_json: await read(image),
        ...toAbout(job.id, job.createdAt, image),
        seed: image.seed,
        usage: noUsage,
      });
    }
  } catch (error) {
    yield `event: error\ndata: ${JSON.stringify(toError(error))}\n\n`;
  }
}

const noUsage = {
  input_tokens: 0,
  input_tokens_details: { image_tokens: 0, text_tokens: 0 },
  output_tokens: 0,
  total_tokens: 0,
} as const;

function toAbout(
  jobId: string,
  createdAt: Date,
  { width, height, format }: Pick<StoredImage, 'width' | 'height' | 'format'>,
) {
  return {
    created_at: toSeconds(createdAt),
    background: 'opaque',
    output_format: format,
    quality: 'auto',
    size: `${width}x${height}`,
    job_id: jobId,
  } as const;
}

/** Seconds since 1970. */
export function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000);
}

function toEvent(event: OpenAiImageEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
