import { lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, sep } from 'node:path';
import { AppError } from '@atelier/errors';
import { systemCode, undefinedIfMissing } from './disk-error.js';

/** Where things lie below the root. An id never starts with a dot, so none of these is a model. */
export function storeFolders(root: string) {
  return {
    root,
    lock: join(root, '.lock'),
    trash: join(root, '.trash'),
    /** All versions of an installed model. */
    model: (id: string) => join(root, id),
    /** What is known of a download that has not come to its end. */
    staging: (id: string) => {
      const folder = join(root, '.downloads', id);
      return {
        folder,
        plan: join(folder, 'plan.json'),
        failure: join(folder, 'failure.json'),
        /** Complete and checked. Becomes the version's folder. */
        files: join(folder, 'files'),
        /** Not yet complete. */
        parts: join(folder, 'parts'),
      };
    },
  };
}
export type StoreFolders = ReturnType<typeof storeFolders>;
export type Staging = ReturnType<StoreFolders['staging']>;

/**
 * Makes a folder below the root, one level after another, none of them a link.
 *
 * @throws AppError `STORAGE_UNAVAILABLE` when a part of the way is a link or a file.
 */
export async function makeFolderInside(root: string, folder: string): Promise<void> {
  if (folder === root) return;
  if (!folder.startsWith(root + sep)) throw leadsOut();
  await makeFolderInside(root, dirname(folder));
  try {
    await mkdir(folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const found = await lstat(folder);
    if (!found.isDirectory()) throw leadsOut();
  }
}

function leadsOut(): AppError {
  return new AppError(
    'STORAGE_UNAVAILABLE',
    'Part of the folder of models is a link or a file: put real folders there, or name the other place in the catalog.',
    { retryable: false },
  );
}

/** Writes the folder's entries to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(undefinedIfMissing);
  try {
    await handle?.sync();
  } catch (error) {
    // Some network file systems know no fsync of folders.
    if (systemCode(error) !== 'EINVAL') throw error;
  } finally {
    await handle?.close();
  }
}

/** Writes JSON whole or not at all, and to the disk. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.new`;
  try {
    await writeFile(temporary, `${JSON.stringify(value, undefined, 2)}\n`, {
      flag: 'wx',
      flush: true,
    });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
}

/** Removes a folder that others may look at: from one moment to the next it is gone. */
export async function discard(folders: StoreFolders, path: string): Promise<void> {
  await makeFolderInside(folders.root, folders.trash);
  const away = join(folders.trash, randomUUID());
  const moved = await rename(path, away).then(() => true, undefinedIfMissing);
  if (moved === true) await rm(away, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes what a crash has left in the trash. */
export async function emptyTrash(folders: StoreFolders): Promise<void> {
  for (const name of (await readdir(folders.trash).catch(undefinedIfMissing)) ?? []) {
    await rm(join(folders.trash, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Paths of the plain files below the folder, with `/`, and of whatever else is there. */
export async function listTree(
  folder: string,
): Promise<readonly { readonly path: string; readonly isFile: boolean }[]> {
  const found = await readdir(folder, { withFileTypes: true, recursive: true }).catch(
    undefinedIfMissing,
  );
  return (found ?? [])
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({
      path: join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
      isFile: entry.isFile(),
    }));
}
