export type {
  BlobInfo,
  BlobStore,
  BlobStoreLimits,
  ListOptions,
  OpenBlob,
  PutOptions,
} from './blob-store.js';
export { createFolderBlobStore, type FolderBlobStoreOptions } from './folder/folder-blob-store.js';
