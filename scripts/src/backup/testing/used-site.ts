import { createHash, randomUUID } from 'node:crypto';
import { imageKey, manifestKey, thumbnailKey } from '@atelier/contracts';
import { createDatabase, migrateDatabase } from '@atelier/database';
import { createBlobStore, type BlobStoreConfig } from '@atelier/storage';

/** What somebody has in a site. */
export interface Used {
  readonly ownerId: string;
  readonly key: string;
  readonly jobIds: readonly string[];
  /** Contents of the picture store by key. */
  readonly objects: ReadonlyMap<string, Buffer>;
}

/** Fills a database and a picture store as a person would: a key, a conversation, two pictures. */
export async function useSite(url: string, store: BlobStoreConfig): Promise<Used> {
  await migrateDatabase(url, { timeoutMs: 30_000 });
  const database = createDatabase({ url, onError: () => undefined });
  const blobs = await createBlobStore(store);
  const objects = new Map<string, Buffer>();
  const put = async (key: string, contentType: string) => {
    const bytes = Buffer.from(`${key}: ${randomUUID()}`);
    objects.set(key, bytes);
    await blobs.put(key, bytes, { contentType });
    return createHash('sha256').update(bytes).digest('hex');
  };
  try {
    const ownerId = await database.users.ensure({ id: randomUUID(), name: 'ada' });
    const key = await database.apiKeys.issue({
      id: randomUUID(),
      ownerId,
      name: 'laptop',
      scopes: ['chat'],
    });
    const jobIds = [randomUUID(), randomUUID()];
    for (const id of jobIds) {
      await database.imageJobs.create({
        id,
        ownerId,
        userLabel: 'ada',
        requestId: 'r',
        settings: { ...settings, prompt: `it's "ünï" \\ ${id}\n;` },
        warnings: [],
      });
      const sha256 = await put(imageKey(id, 0), 'image/png');
      await put(thumbnailKey(id, 0), 'image/webp');
      await put(manifestKey(id), 'application/json');
      const image = {
        id: randomUUID(),
        index: 0,
        key: imageKey(id, 0),
        sha256,
        bytes: 1_000,
        width: 128,
        height: 128,
        seed: 4_294_967_295,
        format: 'png' as const,
        thumbnail: { key: thumbnailKey(id, 0), bytes: 100 },
        look: 'f0f0f0f0f0f0f0f0',
      };
      await database.imageJobs.markSucceeded({ jobId: id, fence: 1, images: [image] });
    }
    return { ownerId, key, jobIds, objects };
  } finally {
    blobs.close();
    await database.close();
  }
}

const settings = {
  negativePrompt: '',
  width: 128,
  height: 128,
  steps: 10,
  guidanceScale: 7.5,
  seed: 42,
  count: 1,
};
