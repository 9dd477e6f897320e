import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { undefinedIfMissing } from '../disk/disk-error.js';
import {
  listTree,
  makeFolderInside,
  syncFolder,
  writeJson,
  type Staging,
  type StoreFolders,
} from '../disk/folders.js';
import { createContentHasher, isExpected, readChunks } from '../disk/hash-file.js';
import { detachFile, lengthOf } from '../disk/part-file.js';
import type { StoreLock } from '../disk/store-lock.js';
import { partName, type DownloadPlan, type PlannedFile } from './plan.js';

export interface StagingContext {
  readonly folders: StoreFolders;
  readonly lock: StoreLock;
  readonly staging: Staging;
  readonly plan: DownloadPlan;
}

/**
 * Makes the folders, and keeps of what is there only what the plan can use. Gives the SHA-256 of
 * those files that are complete: computed now, not remembered.
 */
export async function prepareStaging(
  { folders, lock, staging, plan }: StagingContext,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  await makeFolderInside(folders.root, staging.files);
  await makeFolderInside(folders.root, staging.parts);
  const parts = new Set(plan.files.map(partName));
  for (const name of await readdir(staging.parts)) {
    const path = join(staging.parts, name);
    if (!parts.has(name)) await rm(path, { recursive: true, force: true });
    else if (lock.afterSilence) await detachFile(path);
  }
  const files = new Map(plan.files.map((file) => [file.path, file]));
  const hashes = new Map<string, string>();
  for (const { path, isFile } of await listTree(staging.files)) {
    const file = isFile ? files.get(path) : undefined;
    const place = join(staging.files, path);
    if (file && lock.afterSilence) await detachFile(place);
    const sha256 = file && (await hashIfRight(place, file, signal));
    if (sha256 === undefined) await rm(place, { force: true });
    else hashes.set(path, sha256);
  }
  await writeJson(staging.plan, plan);
  return hashes;
}

async function hashIfRight(
  path: string,
  file: PlannedFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  if ((await lengthOf(path)) !== file.bytes) return undefined;
  const hasher = createContentHasher(file);
  for await (const chunk of readChunks(path, signal)) hasher.update(chunk);
  const hash = hasher.digest();
  return isExpected(hash, file) ? hash.sha256 : undefined;
}

/** How much of each file is here already, in bytes. */
export async function presentLengths(
  staging: Staging,
  plan: DownloadPlan,
  hashes: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, number>> {
  const lengths = new Map<string, number>();
  for (const file of plan.files) {
    const part = hashes.has(file.path)
      ? file.bytes
      : await lengthOf(join(staging.parts, partName(file)));
    lengths.set(file.path, Math.min(part, file.bytes));
  }
  return lengths;
}

/** Puts a complete and checked file where it belongs. */
export async function moveIn(
  { root }: StoreFolders,
  staging: Staging,
  part: string,
  { path }: PlannedFile,
): Promise<void> {
  const target = join(staging.files, path);
  await makeFolderInside(root, dirname(target));
  // A folder, left by nobody we know, would take the file in.
  const there = await lstat(target).catch(undefinedIfMissing);
  if (there) await rm(target, { recursive: true, force: true });
  await rename(part, target);
  await syncFolder(dirname(target));
}
