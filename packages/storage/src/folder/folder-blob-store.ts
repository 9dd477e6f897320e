import { randomBytes, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readFile, rm, stat, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@atelier/errors';
import { checkKey, checkListing } from '../blob-key.js';
import type { BlobStore, BlobStoreLimits } from '../blob-store.js';
import { boundStream } from '../bounded-stream.js';
import { toContentType } from '../content-type.js';
import { withDeadline } from '../deadline.js';
import { toLimits, tooLarge, transferTimeoutMs } from '../limits.js';
import { systemCode, toStorageError } from '../storage-error.js';
import {
  prepareRoot,
  removeEmptyFolders,
  resolveInside,
  syncFolder,
  temporaryFolder,
  undefinedIfMissing,
} from './folder-root.js';
import { listKeys } from './list-keys.js';
import { writeObject, writeTemporary, type WriteTemporary } from './write-object.js';

export interface FolderBlobStoreOptions extends BlobStoreLimits {
  /** Made when it is not there. */
  readonly root: string;
  /** `check` reports a disk with fewer bytes free than this as full; 16 MiB unless told. */
  readonly minFreeBytes?: number;
  /** How a file is written; another function only in tests. */
  readonly write?: WriteTemporary;
}

/**
 * Keeps objects as files. `ifAbsent` is firm, also between processes. Needs a file system with hard
 * links. A file's content type is told by its ending.
 */
export function createFolderBlobStore(options: FolderBlobStoreOptions): BlobStore {
  const { minFreeBytes = 16 * 1024 * 1024, write = writeTemporary } = options;
  const { timeoutMs, maxBytes } = toLimits(options);
  let prepared: Promise<string> | undefined;

  const run = <T>(
    limit: { readonly timeoutMs?: number; readonly signal: AbortSignal | undefined },
    work: (root: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T> =>
    withDeadline({ timeoutMs, ...limit }, async (signal) => {
      try {
        prepared ??= prepareRoot(options.root);
        return await work(await prepared, signal);
      } catch (error) {
        // The folder may have gone or come back: look again next time.
        prepared = undefined;
        throw toStorageError(error);
      }
    });

  const openInTime = (key: string, signal: AbortSignal | undefined) =>
    run({ signal }, async (root, inTime) => {
      const opened = await openObject(root, key);
      if (inTime.aborted) await opened?.file.close();
      return opened;
    });

  return {
    async put(key, bytes, { ifAbsent = false }, signal) {
      checkKey(key);
      const limit = { timeoutMs: transferTimeoutMs(timeoutMs, bytes.byteLength), signal };
      return await run(limit, (root, inTime) =>
        writeObject({ root, key, bytes, ifAbsent, write }, inTime),
      );
    },

    async get(key, signal) {
      checkKey(key);
      const found = await openInTime(key, signal);
      if (found === undefined) return undefined;
      try {
        if (found.bytes > maxBytes) throw tooLarge(maxBytes);
        const limit = { timeoutMs: transferTimeoutMs(timeoutMs, found.bytes), signal };
        return await run(limit, (_, inTime) => found.file.readFile({ signal: inTime }));
      } finally {
        await found.file.close();
      }
    },

    async open(key, range, signal) {
      checkKey(key);
      const found = await openInTime(key, signal);
      if (found === undefined) return undefined;
      const contentType = toContentType(key);
      return {
        stream: boundStream(found.file.createReadStream(range), {
          timeoutMs,
          signal,
          toError: toStorageError,
        }),
        bytes: range ? range.end - range.start + 1 : found.bytes,
        ...(contentType !== undefined && { contentType }),
      };
    },

    async stat(key, signal) {
      checkKey(key);
      return await run({ signal }, async (root) => {
        const path = await resolveInside(root, join(root, key));
        const info = await stat(path).catch(undefinedIfMissing);
        return info?.isFile() === true ? { bytes: info.size, modifiedAt: info.mtime } : undefined;
      });
    },

    async list(prefix, { limit, after }, signal) {
      checkListing(prefix, { limit, ...(after !== undefined && { after }) });
      return await run({ signal }, async (root, inTime) => {
        const keys: string[] = [];
        for await (const key of listKeys(root, { prefix, after })) {
          inTime.throwIfAborted();
          keys.push(key);
          if (keys.length === limit) break;
        }
        return keys;
      });
    },

    async delete(key, signal) {
      checkKey(key);
      await run({ signal }, async (root) => {
        const folder = await resolveInside(root, dirname(join(root, key)));
        try {
          await unlink(join(folder, key.slice(key.lastIndexOf('/') + 1)));
        } catch (error) {
          if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCode(error) ?? '')) return;
          throw error;
        }
        await syncFolder(folder);
        await removeEmptyFolders(root, folder);
      });
    },

    async check(signal) {
      await run({ signal }, async (root, inTime) => {
        const { bavail, bsize } = await statfs(root);
        if (bavail * bsize < minFreeBytes) {
          throw new AppError('STORAGE_FULL', 'The disk of the picture store is almost full.');
        }
        await checkRoundTrip(join(temporaryFolder(root), randomUUID()), { write, signal: inTime });
      });
    },

    async space() {
      return await run({ signal: undefined }, async (root) => {
        const { bavail, blocks, bsize } = await statfs(root);
        return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
      });
    },

    close() {
      // Nothing stays open between calls.
    },
  };
}

async function openObject(
  root: string,
  key: string,
): Promise<{ readonly file: FileHandle; readonly bytes: number } | undefined> {
  const path = await resolveInside(root, join(root, key));
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(undefinedIfMissing);
  const info = await file?.stat();
  if (file === undefined || info?.isFile() === true) {
    return file && info && { file, bytes: info.size };
  }
  await file.close();
  return undefined;
}

async function checkRoundTrip(
  path: string,
  { write, signal }: { readonly write: WriteTemporary; readonly signal: AbortSignal },
): Promise<void> {
  const bytes = randomBytes(32);
  try {
    await write(path, bytes, signal);
    if (bytes.equals(await readFile(path))) return;
    throw new AppError('STORAGE_UNAVAILABLE', 'The picture store gave back other bytes.');
  } finally {
    await rm(path, { force: true });
  }
}
