import {
  isFinalImageStatus,
  jobsKeyPrefix,
  manifestKey,
  maskKey,
  sourceKey,
} from '@atelier/contracts';
import type { Database } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import { jobIdOf } from './job-files.js';

export interface StrayFilesOptions {
  readonly gallery: Pick<Database['gallery'], 'foldersOf'>;
  readonly blobs: Pick<BlobStore, 'list' | 'stat' | 'delete'>;
  readonly log: Logger;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
  /** Pages of keys that one pass looks at. */
  readonly maxPages?: number;
}

const pageSize = 1_000;
/** Files are written before their rows, so young ones may still get one. */
const minAgeMs = 3_600_000;
/** From so many folders on, more strangers than known ones mean that the rows are lost. */
const minSuspicious = 20;

type Folders = ReadonlyMap<
  string,
  Awaited<ReturnType<StrayFilesOptions['gallery']['foldersOf']>>[number]
>;

/**
 * A pass that deletes files which no row needs: of jobs that are not there, of jobs that failed or
 * were cancelled, and what an attempt left beside the pictures of a job. It goes through a part of the
 * store and goes on there the next time.
 */
export function createStrayFiles(
  options: StrayFilesOptions,
): (stopping: AbortSignal) => Promise<void> {
  const { gallery, blobs, log, now = Date.now, maxPages = 20 } = options;
  let after: string | undefined;

  const isOld = async (key: string) => {
    const info = await blobs.stat(key);
    return info !== undefined && now() - info.modifiedAt.getTime() > minAgeMs;
  };

  return async (stopping) => {
    const stray: string[] = [];
    const known = new Set<string>();
    const unknown = new Set<string>();
    for (let page = 0; page < maxPages && !stopping.aborted; page += 1) {
      const keys = await blobs.list(jobsKeyPrefix, {
        limit: pageSize,
        ...(after !== undefined && { after }),
      });
      const folders = await readFolders(gallery, keys);
      for (const key of keys) {
        const jobId = jobIdOf(key);
        if (jobId === undefined) continue;
        (folders.has(jobId) ? known : unknown).add(jobId);
        if (!isNeeded(key, jobId, folders)) stray.push(key);
      }
      after = keys.length < pageSize ? undefined : keys.at(-1);
      if (after === undefined) break;
    }
    if (unknown.size >= minSuspicious && unknown.size > known.size) {
      // Files outlive a lost database, and may be all that is left.
      log.error('pictures.rows-lost', { count: unknown.size });
      return;
    }
    let count = 0;
    for (const key of stray) {
      if (stopping.aborted) break;
      if (!(await isOld(key))) continue;
      await blobs.delete(key);
      count += 1;
    }
    if (count > 0) log.info('pictures.strays-deleted', { count });
  };
}

async function readFolders(
  gallery: StrayFilesOptions['gallery'],
  keys: readonly string[],
): Promise<Folders> {
  const jobIds = new Set(keys.flatMap((key) => jobIdOf(key) ?? []));
  const folders = await gallery.foldersOf([...jobIds]);
  return new Map(folders.map((folder) => [folder.jobId, folder]));
}

function isNeeded(key: string, jobId: string, folders: Folders): boolean {
  const folder = folders.get(jobId);
  if (!folder) return false;
  const { status, keys } = folder;
  if (!isFinalImageStatus(status)) return true;
  // Nothing is kept of a job that has no pictures.
  if (keys.length === 0) return false;
  return [...keys, manifestKey(jobId), sourceKey(jobId), maskKey(jobId)].includes(key);
}
