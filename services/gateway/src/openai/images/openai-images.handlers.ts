import type { ImageJobRequest, OpenAiImages, Warning } from '@atelier/contracts';
import { isFinalImageStatus } from '@atelier/contracts';
import type { ImageJobWithImages, StoredImage } from '@atelier/database';
import { errorFields } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import type { BegunJob, JobWaiter } from '../../direct-images/job-waiter.js';
import { jsonWithList } from '../../direct-images/json-with-list.js';
import { readBase64 } from '../../direct-images/read-base64.js';
import { toEventStream } from '../../http/event-stream.js';
import type { Call, Handlers, JsonAnswer, RawAnswer } from '../../http/handlers.js';
import { toProblem } from '../../http/problem.js';
import { toOpenAiError } from '../to-openai-error.js';
import { imageEvents, toSeconds } from './image-events.js';
import type { ImageModels } from './image-models.js';
import { inOpenAiWords } from './in-openai-words.js';
import { readSource } from './read-source.js';
import { toJobRequest, warningsOf } from './to-job-request.js';

export interface OpenAiImageOptions {
  readonly jobs: JobWaiter;
  readonly models: ImageModels;
  readonly blobs: Pick<BlobStore, 'get'>;
  /** The path of a picture, which works without a key where one is needed otherwise. */
  readonly linkOf: (image: StoredImage) => Promise<string>;
  /** How long an answer waits for its pictures, in milliseconds; 600,000 unless told. */
  readonly maxWaitMs?: number;
  /** Between two signs of life in a stream, in milliseconds; 10,000 unless told. */
  readonly heartbeatMs?: number;
}

type ImageCall = Call<'createOpenAiImages'> | Call<'editOpenAiImage'>;

/** `POST /v1/images/generations` and `/edits`. A client that leaves does not end its job. */
export function openAiImageHandlers(
  options: OpenAiImageOptions,
): Pick<Handlers, 'createOpenAiImages' | 'editOpenAiImage'> {
  const { jobs, models, blobs, linkOf, maxWaitMs = 600_000, heartbeatMs } = options;

  const begin = async (call: ImageCall, toRequest: () => ImageJobRequest) => {
    try {
      await models.check(call.body.model);
      return await jobs.begin(call, toRequest);
    } catch (error) {
      throw inOpenAiWords(error);
    }
  };

  const whole = async (
    { body, baseUrl }: ImageCall,
    job: ImageJobWithImages,
  ): Promise<JsonAnswer<OpenAiImages> | RawAnswer> => {
    const head = headOf(job, [...warningsOf(body), ...job.warnings]);
    if (body.response_format !== 'url') {
      return jsonWithList(head, { name: 'data', items: dataOf(job, blobs) });
    }
    const data = job.images.map(async (image) => ({
      url: new URL(await linkOf(image), baseUrl).href,
      seed: image.seed,
    }));
    return { json: { ...head, data: await Promise.all(data) } };
  };

  const stream = (
    { body, log, requestId, signal }: ImageCall,
    begun: BegunJob,
    name: 'image_generation' | 'image_edit',
  ): RawAnswer => {
    const events = imageEvents(jobs.follow(begun, { ms: maxWaitMs, signal }), {
      name,
      partials: body.partial_images ?? 0,
      ended: () => jobs.ended(begun),
      unfinished: () => jobs.unfinished(begun),
      read: ({ key }) => readBase64(blobs, key),
      toError(error) {
        if (!signal.aborted) log.warn('images.broken', errorFields(error));
        return toOpenAiError(toProblem(error, requestId).problem);
      },
    });
    const beat = heartbeatMs === undefined ? {} : { heartbeatMs };
    return {
      contentType: 'text/event-stream',
      body: () => Promise.resolve(toEventStream(events, beat)),
    };
  };

  const answer = async (
    call: ImageCall,
    name: 'image_generation' | 'image_edit',
    toRequest: () => ImageJobRequest,
  ) => {
    const begun = await begin(call, toRequest);
    if (call.body.stream === true) return stream(call, begun, name);
    const job = await jobs.wait(begun, { ms: maxWaitMs, signal: call.signal });
    if (!isFinalImageStatus(job.status)) throw jobs.unfinished(begun);
    return await whole(call, await jobs.ended(begun));
  };

  return {
    createOpenAiImages: (call) => answer(call, 'image_generation', () => toJobRequest(call.body)),
    editOpenAiImage: (call) =>
      answer(call, 'image_edit', () => toJobRequest(call.body, readSource(call.body))),
  };
}

function headOf(
  { id, createdAt, images: [first], settings }: ImageJobWithImages,
  warnings: readonly Warning[],
): Omit<OpenAiImages, 'data'> {
  const { width, height, format = 'png' } = first ?? settings;
  return {
    created: toSeconds(createdAt),
    background: 'opaque',
    output_format: format,
    size: `${width}x${height}`,
    job_id: id,
    ...(warnings.length > 0 && { warnings: [...warnings] }),
  };
}

async function* dataOf(
  { images }: ImageJobWithImages,
  blobs: Pick<BlobStore, 'get'>,
): AsyncGenerator<OpenAiImages['data'][number]> {
  for (const { key, seed } of images) yield { b64_json: await readBase64(blobs, key), seed };
}
