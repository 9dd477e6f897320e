import { createHash } from 'node:crypto';
import {
  imageKey,
  manifestKey,
  thumbnailKey,
  type ImageFormat,
  type ImageWork,
  type JobSettings,
} from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { createLogger } from '@atelier/logging';
import { createFolderBlobStore, type BlobStore } from '@atelier/storage';
import sharp from 'sharp';
import supertest from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { testApp } from '../../http/testing/test-app.js';
import { createConverter } from '../files/convert.js';
import { createPictureFiles } from '../files/picture-files.js';
import { galleryHandlers } from '../gallery.handlers.js';
import { createImageLinks } from '../links/image-links.js';

export const log = createLogger({ service: 'test', level: 'fatal' });
export const never = new AbortController().signal;

const settings: JobSettings = {
  prompt: 'a red boat',
  negativePrompt: 'fog',
  width: 64,
  height: 32,
  steps: 10,
  guidanceScale: 7.5,
  seed: 42,
  count: 1,
};

interface Drawing {
  readonly ownerId?: string;
  readonly count?: number;
  readonly format?: ImageFormat;
  readonly settings?: Partial<JobSettings>;
  readonly work?: ImageWork;
  readonly sourceImageId?: string;
  readonly look?: string;
  readonly conversationId?: string;
}

export interface DrawnJob {
  readonly jobId: string;
  /** The first picture, and all of them. */
  readonly id: string;
  readonly ids: readonly string[];
  readonly bytes: Buffer;
}

/** An empty database and an empty folder; both go with the fixture. */
export interface GalleryPlace {
  readonly testDatabase: { readonly url: string; drop(): Promise<void> };
  readonly dir: { readonly path: string; remove(): Promise<void> };
}

/** A gallery over a real database and a folder. */
export interface GalleryFixture {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly ownerId: string;
  readonly strangerId: string;
  /** The gallery's addresses, asked by one owner; the owner unless told. */
  api(ownerId?: string): ReturnType<typeof supertest>;
  handlers(): ReturnType<typeof galleryHandlers>;
  /** How often pictures were removed. */
  removals(): number;
  draw(drawing?: Drawing): Promise<DrawnJob>;
  /** The keys of what lies in a job's folder, without its prefix. */
  files(jobId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A PNG or WebP of one colour with a corner of another. */
async function picture(format: ImageFormat = 'png', size = { width: 64, height: 32 }) {
  const corner = { create: { width: 8, height: 8, channels: 3, background: '#00ff00' } } as const;
  const whole = { create: { ...size, channels: 3, background: '#cc2200' } } as const;
  const drawn = sharp(whole).composite([
    { input: await sharp(corner).png().toBuffer(), left: 0, top: 0 },
  ]);
  return format === 'png' ? drawn.png().toBuffer() : drawn.webp({ lossless: true }).toBuffer();
}

export async function createGalleryFixture({
  testDatabase,
  dir,
}: GalleryPlace): Promise<GalleryFixture> {
  const blobs = createFolderBlobStore({ root: dir.path });
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  const database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  const ownerId = await database.users.ensure({ id: uuidv7(), name: 'owner' });
  const strangerId = await database.users.ensure({ id: uuidv7(), name: 'stranger' });
  const { gallery, secrets } = database;
  const converter = createConverter();
  let removals = 0;
  const handlers = galleryHandlers({
    gallery,
    converter,
    files: createPictureFiles({ gallery, blobs, converter, log }),
    links: createImageLinks({ gallery, secrets }),
    onRemoved: () => (removals += 1),
  });

  return {
    database,
    blobs,
    ownerId,
    strangerId,
    handlers: () => handlers,
    removals: () => removals,
    api(id = ownerId) {
      const access = {
        enter: () => Promise.resolve({ ownerId: id }),
        pass: () => Promise.resolve(),
      };
      return supertest(testApp({ access, handlers }).app);
    },
    async draw(drawing = {}) {
      const { count = 1, format = 'png', look = '0'.repeat(16), work } = drawing;
      const job = { id: uuidv7(), ownerId: drawing.ownerId ?? ownerId, userLabel: 'ann' };
      await database.imageJobs.create({
        ...{ ...job, requestId: 'r', warnings: [], work, sourceImageId: drawing.sourceImageId },
        settings: { ...settings, count, format, ...drawing.settings },
        conversationId: drawing.conversationId,
      });
      const bytes = await picture(format);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const images = [];
      for (let index = 0; index < count; index += 1) {
        const key = imageKey(job.id, index, format);
        const thumbnail = { key: thumbnailKey(job.id, index), bytes: 3 };
        await blobs.put(key, bytes, { contentType: `image/${format}` });
        await blobs.put(thumbnail.key, Buffer.from('tiny'), { contentType: 'image/webp' });
        const facts = { index, key, sha256, bytes: bytes.length, width: 64, height: 32 };
        images.push({ id: uuidv7(), ...facts, seed: 42 + index, format, thumbnail, look });
      }
      await blobs.put(manifestKey(job.id), Buffer.from('{}'), { contentType: 'application/json' });
      const engine = { engine: 'mock', model: 'mock', modelCached: true };
      const result = { engine, durationMs: 5 };
      await database.imageJobs.markSucceeded({ jobId: job.id, fence: 1, images, result });
      const ids = images.map(({ id }) => id);
      return { jobId: job.id, id: ids[0] ?? '', ids, bytes };
    },
    async files(jobId) {
      const prefix = `image-jobs/${jobId}/`;
      return (await blobs.list(prefix, { limit: 99 })).map((key) => key.slice(prefix.length));
    },
    async close() {
      blobs.close();
      await database.close();
      await testDatabase.drop();
      await dir.remove();
    },
  };
}
