import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError } from '@atelier/errors';
import type { HubModel } from '@atelier/contracts';
import { z } from 'zod';
import { undefinedIfMissing } from '../disk/disk-error.js';
import { chooseFiles } from '../names/choose-files.js';
import { sizeText } from '../names/size-text.js';
import type { HubFile } from '../hub/repository.js';

/** A file to fetch, with what it has to be. */
const PlannedFile = z.object({
  path: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string().optional(),
  gitOid: z.string().optional(),
});
export type PlannedFile = z.infer<typeof PlannedFile>;

/** Kept beside the partial files, so that other processes can tell how far a download is. */
const DownloadPlan = z.object({
  version: z.literal(1),
  repository: z.string(),
  revision: z.string(),
  commit: z.string(),
  totalBytes: z.int().nonnegative(),
  files: z.array(PlannedFile),
});
export type DownloadPlan = z.infer<typeof DownloadPlan>;

const smallestLimit = 64 * 1_048_576;

/**
 * What to fetch of a repository at a commit.
 *
 * @throws AppError `MODEL_REJECTED`
 */
export function makePlan(
  entry: HubModel,
  commit: string,
  listed: readonly HubFile[],
): DownloadPlan {
  const files = chooseFiles(listed, entry.files).map(({ path, bytes, sha256, gitOid }) => {
    if (sha256 === undefined && gitOid === undefined) {
      throw new AppError('MODEL_REJECTED', `The hub tells no hash of ${path}.`);
    }
    return {
      path,
      bytes,
      ...(sha256 !== undefined && { sha256 }),
      ...(gitOid !== undefined && { gitOid }),
    };
  });
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const limit = Math.max(2 * entry.downloadBytes, smallestLimit);
  if (totalBytes > limit) {
    throw new AppError(
      'MODEL_REJECTED',
      `${entry.repository} has ${sizeText(totalBytes)} where the catalog says ${sizeText(entry.downloadBytes)}: it is another model by now.`,
    );
  }
  const { repository, revision } = entry;
  return { version: 1, repository, revision, commit, totalBytes, files };
}

export async function readPlan(path: string): Promise<DownloadPlan | undefined> {
  try {
    const content = await readFile(path, 'utf8').catch(undefinedIfMissing);
    return content === undefined ? undefined : DownloadPlan.safeParse(JSON.parse(content)).data;
  } catch {
    // Cut short by a crash of an older version: it is written again.
    return undefined;
  }
}

/**
 * Name of the partial file: by content first, so that what was fetched at one commit serves another
 * that has the same file, and nothing else ever does.
 */
export function partName({ path, sha256, gitOid }: PlannedFile): string {
  const place = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return `${sha256 ?? gitOid ?? ''}.${place}`;
}
