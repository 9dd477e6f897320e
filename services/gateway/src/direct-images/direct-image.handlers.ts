import {
  ImageJobRequest,
  isFinalImageStatus,
  thumbnailKey,
  type DirectImageResult,
  type ImageJobView,
} from '@atelier/contracts';
import type { ImageJobWithImages } from '@atelier/database';
import type { BlobStore } from '@atelier/storage';
import type { Call, Handlers, JsonAnswer, RawAnswer } from '../http/handlers.js';
import { parseInput } from '../http/parse-input.js';
import { toImageView } from '../image-jobs/to-image-job-view.js';
import type { JobWaiter } from './job-waiter.js';
import { jsonWithList } from './json-with-list.js';
import { readBase64 } from './read-base64.js';

export interface DirectImageOptions {
  readonly jobs: JobWaiter;
  readonly blobs: Pick<BlobStore, 'get'>;
}

type DirectCall = Call<'generateImage'> | Call<'editImage'>;

/** How long an answer waits for its pictures where the client does not say, in seconds. */
const usualWaitS = 60;

/**
 * `POST /api/v1/image/generate` and `/edit`: pictures in the answer itself. When they are not done in
 * time, the job is answered; a client that leaves does not end it. Under an Idempotency-Key the job is
 * kept, not its megabytes: the same request waits for the same pictures.
 */
export function directImageHandlers({
  jobs,
  blobs,
}: DirectImageOptions): Pick<Handlers, 'generateImage' | 'editImage'> {
  const answer = async (
    call: DirectCall,
    wish: object,
  ): Promise<JsonAnswer<ImageJobView> | RawAnswer> => {
    const begun = await jobs.begin(call, () => parseInput(ImageJobRequest, wish));
    const { patience, signal } = call;
    const applied = patience && { 'preference-applied': patience.applied };
    const job = await jobs.wait(begun, { ms: (patience?.seconds ?? usualWaitS) * 1_000, signal });
    if (!isFinalImageStatus(job.status)) {
      const headers = { ...applied, location: `/api/v1/image-jobs/${job.id}` };
      return { status: 202, json: job, headers };
    }
    const ended = await jobs.ended(begun);
    const isReused = begun.job.reused === true;
    const list = { name: 'images', items: imagesOf(ended, blobs) };
    return jsonWithList({ ...headOf(ended), ...(isReused && { reused: true }) }, list, applied);
  };

  return {
    generateImage: (call) => answer(call, call.body),
    editImage: (call) => {
      const { kind = call.body.mask === undefined ? 'edit' : 'inpaint', ...rest } = call.body;
      return answer(call, { kind, ...rest });
    },
  };
}

function headOf(job: ImageJobWithImages): Omit<DirectImageResult, 'images'> {
  const { id, settings, result, warnings } = job;
  return {
    job_id: id,
    metadata: {
      seed: settings.seed,
      ...(result && { duration_ms: result.durationMs, engine: result.engine }),
      ...(result?.memoryBytes !== undefined && { memory_bytes: result.memoryBytes }),
    },
    warnings: [...warnings],
  };
}

async function* imagesOf(
  { images }: ImageJobWithImages,
  blobs: Pick<BlobStore, 'get'>,
): AsyncGenerator<DirectImageResult['images'][number]> {
  for (const image of images) {
    const { key, thumbnailKey: small = thumbnailKey(image.jobId, image.index) } = image;
    yield {
      ...toImageView(image),
      image: await readBase64(blobs, key),
      thumbnail: await readBase64(blobs, small),
    };
  }
}
