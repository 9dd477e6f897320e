import type { Database } from '@atelier/database';
import type { BlobStore } from '@atelier/storage';
import type { GatewayConfig } from '../config.js';
import type { ImageLinks } from '../gallery/links/image-links.js';
import type { AcceptImageJob } from '../image-jobs/accept/accept-image-job.js';
import type { ImageJobs } from '../image-jobs/start-image-jobs.js';
import { toImageView } from '../image-jobs/to-image-job-view.js';
import { createImageModels } from '../openai/images/image-models.js';
import { openAiImageHandlers } from '../openai/images/openai-images.handlers.js';
import { directImageHandlers } from './direct-image.handlers.js';
import { createJobWaiter } from './job-waiter.js';

export interface DirectImagesOptions {
  readonly config: Pick<GatewayConfig, 'AUTH_MODE'>;
  readonly accept: AcceptImageJob;
  readonly imageJobs: Pick<ImageJobs, 'follow' | 'workers'>;
  readonly database: Pick<Database, 'imageJobs'>;
  readonly blobs: Pick<BlobStore, 'get' | 'stat'>;
  readonly links: Pick<ImageLinks, 'create'>;
}

/** How long the address of a picture works without a key, in seconds; as OpenAI has it. */
const linkSeconds = 3_600;

/** The addresses that wait for pictures: ours, and OpenAI's. */
export function startDirectImages(options: DirectImagesOptions) {
  const { config, accept, imageJobs, database, blobs, links } = options;
  const jobs = createJobWaiter({
    accept,
    follow: imageJobs.follow,
    imageJobs: database.imageJobs,
    blobs,
  });
  const models = createImageModels(async () =>
    (await imageJobs.workers()).map(({ model }) => model),
  );
  return {
    handlers: {
      ...directImageHandlers({ jobs, blobs }),
      ...openAiImageHandlers({
        jobs,
        models,
        blobs,
        async linkOf(image) {
          if (config.AUTH_MODE === 'none') return toImageView(image).url;
          return (await links.create(image.id, linkSeconds)).url;
        },
      }),
    },
    /** Ends all waiting; the jobs go on. */
    abort: jobs.abort,
  };
}
