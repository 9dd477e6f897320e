import { randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
const attempts = 3;

/** Writes a whole object or nothing. It is on the disk when this resolves. */
export async function writeObject(
  options: WriteObjectOptions,
  signal: AbortSignal,
): Promise<'stored' | 'exists'> {
  const { root, key, bytes, write } = options;
  const temporary = join(temporaryFolder(root), randomUUID());
  try {
    await write(temporary, bytes, signal);
    for (let attempt = 1; ; attempt += 1) {
      const folder = await resolveInside(root, dirname(join(root, key)));
      const target = join(folder, key.slice(key.lastIndexOf('/') + 1));
      await makeFolder(folder);
      signal.throwIfAborted();
      const result = await publish(temporary, target, options).catch((error: unknown) => {
        if (attempt < attempts && systemCode(error) === 'ENOENT') return undefined;
        throw error;
      });
      if (result === undefined) continue;
      await syncFolder(folder);
      return result;
    }
  } finally {
    // What can't be removed now is removed by a later start.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function publish(
  temporary: string,
  target: string,
  { ifAbsent }: { readonly ifAbsent: boolean },
): Promise<'stored' | 'exists'> {
  if (!ifAbsent) {
    await rename(temporary, target);
    return 'stored';
  }
  try {
    // link() fails where rename() would replace.
    await link(temporary, target);
    return 'stored';
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return 'exists';
    throw error;
  }
}
