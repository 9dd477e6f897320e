import { constants } from 'node:fs';
import { copyFile, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import {
  createContentHasher,
  readChunks,
  type ContentHash,
  type ExpectedContent,
} from './hash-file.js';
import { undefinedIfMissing } from './disk-error.js';

/** Writes all of the bytes at this place of the file. */
export type WriteChunk = (handle: FileHandle, bytes: Uint8Array, position: number) => Promise<void>;

export const writeChunk: WriteChunk = async (handle, bytes, position) => {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
};

/** A file on its way, which knows the hash of what it has so far. */
export interface PartFile {
  readonly bytes: () => number;
  append(chunk: Uint8Array): Promise<void>;
  /** Starts again from nothing. */
  reset(): Promise<void>;
  /** Brings everything to the disk and closes. To be called once, at the full length. */
  finish(): Promise<ContentHash>;
  /** Closes it as it is, to be taken up later. */
  close(): Promise<void>;
}

/**
 * Opens a partial file, or makes an empty one. What is there already is read once, for the hash; what
 * is longer than expected is dropped.
 */
export async function openPart(
  path: string,
  expected: ExpectedContent,
  write: WriteChunk,
  signal: AbortSignal,
): Promise<PartFile> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW);
  let length = 0;
  let hasher = createContentHasher(expected);
  const reset = async () => {
    await handle.truncate(0);
    length = 0;
    hasher = createContentHasher(expected);
  };
  try {
    if ((await handle.stat()).size > expected.bytes) await reset();
    for await (const chunk of readChunks(path, signal)) {
      hasher.update(chunk);
      length += chunk.length;
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    bytes: () => length,
    append: async (chunk) => {
      await write(handle, chunk, length);
      hasher.update(chunk);
      length += chunk.length;
    },
    reset,
    finish: async () => {
      await handle.sync();
      await handle.close();
      return hasher.digest();
    },
    close: () => handle.close(),
  };
}

/** Bytes that a file has, 0 when it is not there. */
export async function lengthOf(path: string): Promise<number> {
  return (await stat(path).catch(undefinedIfMissing))?.size ?? 0;
}

/** Gives a file a new body on the disk, so that whoever has the old one open writes into nothing. */
export async function detachFile(path: string): Promise<void> {
  const copy = `${path}.copy`;
  try {
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    await rename(copy, path);
  } finally {
    await rm(copy, { force: true });
  }
}
