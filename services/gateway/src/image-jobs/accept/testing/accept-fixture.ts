import { PassThrough } from 'node:stream';
import { ImageJobRequest, type ImageJobInput, type WorkerHeartbeat } from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { createLogger } from '@atelier/logging';
import { createFolderBlobStore, type BlobStore } from '@atelier/storage';
import { v7 as uuidv7 } from 'uuid';
import { createModerator } from '../../../moderation/moderator.js';
import { createPictureDecoder } from '../../../uploads/picture-decoder.js';
import { sourceDecoder } from '../../../uploads/testing/decoder-launch.js';
import { createAcceptImageJob, type AcceptImageJob } from '../accept-image-job.js';
import type { AcceptCall, AcceptOptions } from '../accept-options.js';
import { createRedrawImage, type RedrawImage } from '../redraw-image.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
const defaults = {
  ...{ steps: 20, guidanceScale: 7.5, width: 512, height: 512, minSize: 64, maxSize: 768 },
};

/** What every worker runs, unless a test says otherwise. */
export const worker: WorkerHeartbeat = {
  ...{ workerId: 'w', engine: 'mock', model: 'sd', modelHash: 'ab'.repeat(8), modelCached: true },
  at: 0,
};

export interface AcceptFixture {
  readonly database: Database;
  readonly blobs: BlobStore;
  /** How often a job was said to be accepted. */
  accepted(): number;
  newOwner(): Promise<string>;
  call(ownerId: string, idempotency?: AcceptCall['idempotency']): AcceptCall;
  /** Accepts a request, with some of the options changed. */
  accept(
    call: AcceptCall,
    input: ImageJobInput,
    options?: Partial<AcceptOptions>,
  ): ReturnType<AcceptImageJob>;
  redraw(call: AcceptCall, imageId: string): ReturnType<RedrawImage>;
  /** Keys of all that lies in the blob store. */
  keys(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Acceptance over an empty database, an empty folder and a decoder of its own. */
export async function createAcceptFixture(
  testDatabase: { readonly url: string; drop(): Promise<void> },
  folder: { readonly path: string; remove(): Promise<void> },
): Promise<AcceptFixture> {
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  const database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  const blobs = createFolderBlobStore({ root: folder.path });
  const decoder = createPictureDecoder({ log, launch: sourceDecoder });
  let accepted = 0;
  const options: AcceptOptions = {
    ...{ database, blobs, decoder },
    moderator: createModerator({ MODERATION: 'basic' }),
    models: { imageModel: () => 'sd', imageDefaults: () => defaults },
    workers: () => Promise.resolve([worker]),
    checkWebhookUrl: () => Promise.resolve(),
    maxUnfinishedJobs: 5,
    onAccepted: () => {
      accepted += 1;
    },
  };
  const redraw = createRedrawImage(options);
  return {
    database,
    blobs,
    accepted: () => accepted,
    newOwner: () => database.users.ensure({ id: uuidv7(), name: uuidv7() }),
    call: (ownerId, idempotency) => ({
      ...{ ownerId, idempotency, log, requestId: 'r' },
      signal: new AbortController().signal,
    }),
    accept: (call, input, changes = {}) =>
      createAcceptImageJob({ ...options, ...changes })(call, ImageJobRequest.parse(input)),
    redraw,
    keys: () => blobs.list('', { limit: 1_000 }),
    async close() {
      decoder.close();
      await database.close();
      await testDatabase.drop();
      await folder.remove();
    },
  };
}
