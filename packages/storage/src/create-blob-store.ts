import type { BlobStore } from './blob-store.js';
import { createFolderBlobStore, type FolderBlobStoreOptions } from './folder/folder-blob-store.js';
import type { S3BlobStoreOptions } from './s3/s3-blob-store.js';

/** Which driver, and its settings. */
export type BlobStoreConfig =
  | ({ readonly kind: 'folder' } & FolderBlobStoreOptions)
  | ({ readonly kind: 's3' } & S3BlobStoreOptions);

/** Builds the store. The S3 client is loaded only by those who use it. Touches nothing yet. */
export async function createBlobStore(config: BlobStoreConfig): Promise<BlobStore> {
  if (config.kind === 'folder') return createFolderBlobStore(config);
  const { createS3BlobStore } = await import('./s3/s3-blob-store.js');
  return createS3BlobStore(config);
}
