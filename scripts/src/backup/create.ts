import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { openSnapshot, type DatabaseSnapshot } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { measureFile } from './hash-stream.js';
import { filesOf, writeManifest, type BackedUpObject, type BackupManifest } from './manifest.js';
import { copyOut } from './objects.js';
import type { Site } from './site.js';

/** A backup that was made. */
export interface CreatedBackup {
  readonly manifest: BackupManifest;
  /** Pictures whose file is gone from the store, or is not the one that was drawn. */
  readonly damaged: readonly string[];
}

/**
 * Backs up into a new folder. The database is frozen first and the objects are copied after it, so
 * that every picture it knows has had its file by then.
 *
 * @throws AppError `INVALID_INPUT` when the folder has something in it.
 */
export async function createBackup(site: Site, folder: string): Promise<CreatedBackup> {
  await refuseUsed(folder);
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true, mode: 0o700 });
  const files = filesOf(part);
  const snapshot = await openSnapshot(site.databaseUrl);
  try {
    if (!('images' in snapshot.rows))
      throw new AppError('INVALID_INPUT', 'The database is empty: there is nothing to back up.');
    await site.tools.dump(files.dump, snapshot.name);
    const { byKey, sha256 } = await copyOut(site.blobs, part);
    const suspects = await compare(snapshot, byKey);
    const manifest: BackupManifest = {
      format: 1,
      createdAt: new Date().toISOString(),
      database: { ...(await measureFile(files.dump)), rows: snapshot.rows },
      objects: { count: byKey.size, bytes: totalBytes(byKey), sha256 },
    };
    await writeManifest(part, manifest);
    // Rename does not replace a folder that has something in it.
    await rename(part, folder);
    return { manifest, damaged: await stillThere(site, suspects) };
  } finally {
    await snapshot.close();
  }
}

/** The keys of pictures that these objects do not have, or have otherwise. */
export async function compare(
  snapshot: Pick<DatabaseSnapshot, 'pictures'>,
  byKey: ReadonlyMap<string, Pick<BackedUpObject, 'sha256'>>,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for await (const { key, sha256 } of snapshot.pictures()) {
    if (byKey.get(key)?.sha256 !== sha256) wrong.push(key);
  }
  return wrong;
}

/** Those that were not simply deleted in the meantime. */
async function stillThere(site: Site, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const now = await openSnapshot(site.databaseUrl);
  try {
    const present = new Set<string>();
    for await (const { key } of now.pictures()) present.add(key);
    return keys.filter((key) => present.has(key));
  } finally {
    await now.close();
  }
}

async function refuseUsed(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new AppError('INVALID_INPUT', `${folder} can not be used: it is not a folder.`);
  });
  if (entries.length === 0) return;
  throw new AppError('INVALID_INPUT', `${folder} has something in it: name a new folder.`);
}

function totalBytes(byKey: ReadonlyMap<string, BackedUpObject>): number {
  return [...byKey.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}
