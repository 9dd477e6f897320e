import { lstat, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelManifest, type CatalogEntry } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import { systemCode, undefinedIfMissing } from '../disk/disk-error.js';
import { makeFolderInside, syncFolder, type StoreFolders } from '../disk/folders.js';
import { checkModelPaths, manifestName } from '../names/choose-files.js';

/**
 * Each download makes a folder of its own, `0002-<commit>`; the highest number that is whole counts.
 * So a newer version appears in one rename, and whoever has the older one open keeps it.
 */
export interface Version {
  readonly folder: string;
  readonly number: number;
}

export type VersionState =
  | { readonly status: 'ready'; readonly version: Version; readonly manifest: ModelManifest }
  | { readonly status: 'damaged'; readonly version: Version; readonly reason: string };

/** Written into a version whose hashes were found to be wrong. */
export const damageName = 'damaged.json';
export const DamageNote = z.object({ reason: z.string(), at: z.iso.datetime() });

const versionName = /^(\d{4,9})-[0-9a-f]{12}$/;
const publishTries = 20;

/** The versions of a model, newest first. */
export async function listVersions(folders: StoreFolders, id: string): Promise<readonly Version[]> {
  const folder = folders.model(id);
  const entries = await readdir(folder, { withFileTypes: true }).catch(undefinedIfMissing);
  return (entries ?? [])
    .flatMap((entry) => {
      const number = entry.isDirectory() ? versionName.exec(entry.name)?.[1] : undefined;
      return number === undefined
        ? []
        : [{ folder: join(folder, entry.name), number: Number(number) }];
    })
    .sort((a, b) => b.number - a.number);
}

/**
 * The newest version that is whole, else the newest with what is wrong with it. Looks at names and
 * sizes; the hashes of the manifest are trusted.
 */
export async function findInstalled(
  folders: StoreFolders,
  entry: CatalogEntry,
): Promise<VersionState | undefined> {
  let damaged: VersionState | undefined;
  for (const version of await listVersions(folders, entry.id)) {
    const state = await inspectVersion(version, entry);
    if (state.status === 'ready') return state;
    damaged ??= state;
  }
  return damaged;
}

async function inspectVersion(version: Version, entry: CatalogEntry): Promise<VersionState> {
  const damaged = (reason: string): VersionState => ({ status: 'damaged', version, reason });
  const note = await readJson(join(version.folder, damageName), DamageNote);
  if (note !== undefined)
    return damaged(note === 'unreadable' ? 'It was found damaged.' : note.reason);
  const manifest = await readManifest(version.folder);
  if (manifest === undefined) return damaged('Its manifest.json is missing or can not be read.');
  const isOther =
    manifest.id !== entry.id ||
    manifest.task !== entry.task ||
    (entry.source === 'hub' && manifest.repository !== entry.repository);
  if (isOther) return damaged('It is another model than the catalog says by now.');
  for (const { path, bytes } of manifest.files) {
    const found = await lstat(join(version.folder, path)).catch(undefinedIfMissing);
    if (found === undefined) return damaged(`${path} is missing.`);
    if (!found.isFile()) return damaged(`${path} is not a plain file.`);
    if (found.size !== bytes) return damaged(`${path} has ${found.size} bytes, not ${bytes}.`);
  }
  return { status: 'ready', version, manifest };
}

/** The manifest of a folder; undefined when it is missing or not to be trusted. */
export async function readManifest(folder: string): Promise<ModelManifest | undefined> {
  const manifest = await readJson(join(folder, manifestName), ModelManifest);
  if (manifest === undefined || manifest === 'unreadable') return undefined;
  try {
    checkModelPaths(manifest.files.map(({ path }) => path));
    return manifest;
  } catch {
    return undefined;
  }
}

/** Moves a complete folder, its manifest included, to where the next version of the model lies. */
export async function publishVersion(
  folders: StoreFolders,
  complete: string,
  { id, commit }: Pick<ModelManifest, 'id' | 'commit'>,
): Promise<string> {
  await makeFolderInside(folders.root, folders.model(id));
  const [newest] = await listVersions(folders, id);
  const first = (newest?.number ?? 0) + 1;
  for (let number = first; number < first + publishTries; number += 1) {
    const name = `${String(number).padStart(4, '0')}-${commit.slice(0, 12)}`;
    const target = join(folders.model(id), name);
    try {
      // Fails when there is something already: rename replaces empty folders only.
      await rename(complete, target);
      await syncFolder(folders.model(id));
      return target;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(systemCode(error) ?? '')) throw error;
    }
  }
  throw new AppError('STORAGE_UNAVAILABLE', `There is no free name for the new version of ${id}.`);
}

async function readJson<Shape extends z.ZodType>(
  path: string,
  shape: Shape,
): Promise<z.output<Shape> | 'unreadable' | undefined> {
  const content = await readFile(path, 'utf8').catch(undefinedIfMissing);
  if (content === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(content));
  } catch {
    return 'unreadable';
  }
}
