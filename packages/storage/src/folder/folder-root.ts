import { mkdir, open, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { AppError } from '@atelier/errors';
import { systemCode } from '../storage-error.js';

const leftoverAgeMs = 60 * 60 * 1_000;

/** The folder for half-written files. A key never starts with a dot, so none is in here. */
export function temporaryFolder(root: string): string {
  return join(root, '.tmp');
}

/**
 * Makes the folder and its place for temporary files, and removes those that a crash left behind
 * more than an hour ago. Gives the real path.
 */
export async function prepareRoot(root: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const real = await realpath(root);
  const temporary = temporaryFolder(real);
  await mkdir(temporary, { recursive: true });
  for (const name of await readdir(temporary)) {
    await removeLeftover(join(temporary, name));
  }
  return real;
}

async function removeLeftover(path: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > leftoverAgeMs) await rm(path, { force: true });
  } catch {
    // Another process was faster, or the next start will be luckier: nobody waits for this file.
  }
}

/**
 * Where `path` (under `root`, a real path) leads when its links are followed. What does not exist yet
 * is kept as it is.
 *
 * @throws AppError `INVALID_INPUT` when a link leads out of the root.
 */
export async function resolveInside(root: string, path: string): Promise<string> {
  for (let existing = path; existing !== root; existing = dirname(existing)) {
    const real = await realpath(existing).catch(undefinedIfMissing);
    if (real === undefined) continue;
    if (real.startsWith(root + sep)) return real + path.slice(existing.length);
    throw new AppError('INVALID_INPUT', 'This key leads out of the picture store.');
  }
  return path;
}

/** Makes the folder, and makes sure that it is still there after a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** Writes the folder's entries to the disk. One that has gone meanwhile has none to keep. */
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

/** Removes `folder` and those above it, up to the root, as far as they are empty. */
export async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  try {
    for (let empty = folder; empty !== root; empty = dirname(empty)) await rmdir(empty);
  } catch {
    // Not empty, or in use by somebody: then it stays.
  }
}

/** For `catch`: turns "no such file" into undefined. */
export function undefinedIfMissing(error: unknown): undefined {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
