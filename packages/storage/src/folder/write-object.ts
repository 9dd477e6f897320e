import { randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@atelier/errors';
import { systemCode } from '../storage-error.js';
import { makeFolder, resolveInside, syncFolder, temporaryFolder } from './folder-root.js';

/** Writes a new file and brings it to the disk (fsync). */
export type WriteTemporary = (
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal,
) => Promise<void>;

export const writeTemporary: WriteTemporary = (path, bytes, signal) =>
  writeFile(path, bytes, { flag: 'wx', flush: true, signal });

export interface WriteObjectOptions {
  /** A real path. */
  readonly root: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly ifAbsent: boolean;
  readonly write: WriteTemporary;
}

/** A folder that `delete` removes between our making and using it is made again, so often at most. */
const attempts = 10;
/** A part of the key is an object, or the key is a folder. */
const misplaced = new Set(['ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY']);

/** Writes a whole object or nothing. It is on the disk when this resolves. */
export async function writeObject(
  options: WriteObjectOptions,
  signal: AbortSignal,
): Promise<'stored' | 'exists'> {
  const { root, bytes, write } = options;
  const temporary = join(temporaryFolder(root), randomUUID());
  try {
    await write(temporary, bytes, signal);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await publish(temporary, options, signal);
      } catch (error) {
        const code = systemCode(error) ?? '';
        if (misplaced.has(code)) {
          const says = 'Another key stands where this one would go.';
          throw new AppError('INVALID_INPUT', says, { cause: error });
        }
        if (code !== 'ENOENT' || attempt >= attempts) throw error;
      }
    }
  } finally {
    // What can't be removed now is removed by a later start.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function publish(
  temporary: string,
  { root, key, ifAbsent }: WriteObjectOptions,
  signal: AbortSignal,
): Promise<'stored' | 'exists'> {
  const folder = await resolveInside(root, dirname(join(root, key)));
  const target = join(folder, key.slice(key.lastIndexOf('/') + 1));
  await makeFolder(folder);
  signal.throwIfAborted();
  let result: 'stored' | 'exists' = 'stored';
  if (ifAbsent) {
    // link() fails where rename() would replace.
    await link(temporary, target).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
      result = 'exists';
    });
  } else {
    await rename(temporary, target);
  }
  // Also when it exists: the one who was first may not have come this far.
  await syncFolder(folder);
  return result;
}
