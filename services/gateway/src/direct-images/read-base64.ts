import { AppError } from '@atelier/errors';
import type { BlobStore } from '@atelier/storage';

/**
 * An object of the store in base64.
 *
 * @throws AppError `NOT_FOUND`, `STORAGE_UNAVAILABLE`
 */
export async function readBase64(blobs: Pick<BlobStore, 'get'>, key: string): Promise<string> {
  const bytes = await blobs.get(key);
  if (!bytes) throw new AppError('NOT_FOUND', 'The file of a picture is gone from the store.');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
