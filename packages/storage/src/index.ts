export type {
  BlobInfo,
  BlobStore,
  BlobStoreLimits,
  ByteRange,
  ListOptions,
  OpenBlob,
  PutOptions,
  StorageSpace,
} from './blob-store.js';
export { createBlobStore, type BlobStoreConfig } from './create-blob-store.js';
export { createFolderBlobStore, type FolderBlobStoreOptions } from './folder/folder-blob-store.js';
export type { S3BlobStoreOptions } from './s3/s3-blob-store.js';
export { BlobStoreSettings, loadBlobStoreConfig } from './blob-store-settings.js';
