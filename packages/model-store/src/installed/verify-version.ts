import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../disk/hash-file.js';
import { undefinedIfMissing } from '../disk/disk-error.js';
import { listTree, writeJson } from '../disk/folders.js';
import { manifestName } from '../names/choose-files.js';
import { showPath } from '../names/model-path.js';
import { damageName, readManifest, type DamageNote, type Version } from './versions.js';
import type { z } from 'zod';

const shownProblems = 5;

/**
 * Computes every hash anew. A version with wrong ones is marked, so that nobody uses it from then on;
 * one that has become whole again loses its mark.
 *
 * @returns what is wrong, nothing when all is well
 */
export async function verifyVersion(
  version: Version,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const problems = await findProblems(version.folder, signal);
  const mark = join(version.folder, damageName);
  if (problems.length === 0) {
    await rm(mark, { force: true });
    return [];
  }
  const reason = problems.slice(0, shownProblems).join(' ');
  await writeJson(mark, { reason, at: new Date().toISOString() } satisfies z.infer<
    typeof DamageNote
  >);
  return problems;
}

/** Compares a folder with the manifest in it. */
export async function findProblems(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const manifest = await readManifest(folder);
  if (!manifest) return ['Its manifest.json is missing or can not be read.'];
  const problems: string[] = [];
  for (const { path, bytes, sha256 } of manifest.files) {
    signal?.throwIfAborted();
    const found = await lstat(join(folder, path)).catch(undefinedIfMissing);
    if (found?.isFile() !== true) problems.push(`${path} is missing.`);
    else if (found.size !== bytes) problems.push(`${path} has ${found.size} bytes, not ${bytes}.`);
    else if ((await sha256OfFile(join(folder, path), signal)) !== sha256) {
      problems.push(`${path} has another content than was downloaded.`);
    }
  }
  const known = new Set([manifestName, damageName, ...manifest.files.map(({ path }) => path)]);
  for (const { path } of await listTree(folder)) {
    if (!known.has(path)) problems.push(`${showPath(path)} does not belong to it.`);
  }
  return problems;
}
