import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ModelManifest, type HubModel } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import {
  discard,
  makeFolderInside,
  syncFolder,
  writeJson,
  type StoreFolders,
} from '../disk/folders.js';
import type { FreeBytes } from '../disk/free-bytes.js';
import { openPart, type WriteChunk } from '../disk/part-file.js';
import type { StoreLock } from '../disk/store-lock.js';
import { publishVersion } from '../installed/versions.js';
import type { InstalledModel } from '../model-store.js';
import { checkModelPaths, manifestName } from '../names/choose-files.js';
import { matchesPattern } from '../names/matches-pattern.js';
import { isHostilePath, showPath } from '../names/model-path.js';
import { sizeText } from '../names/size-text.js';
import { isCompressed, readArchive, type ArchiveFile } from './read-archive.js';

export interface UnpackContext {
  readonly folders: StoreFolders;
  readonly lock: StoreLock;
  readonly hubEntryOf: (id: string, verb: string) => HubModel;
  readonly write: WriteChunk;
  readonly freeBytes: FreeBytes;
  readonly reserveBytes: number;
}

/** A model of which the manifest has come, and some of the files. */
interface Arriving {
  readonly manifest: ModelManifest;
  readonly missing: Map<string, ModelManifest['files'][number]>;
}

const maxManifestBytes = 1_048_576;
const maxModels = 50;

/**
 * Installs the models of an archive. Its manifests are held to the catalog and to the rules for
 * names; its files to the manifests. Nothing is published before everything is right.
 */
export async function unpackModels(
  context: UnpackContext,
  file: string,
  signal: AbortSignal | undefined,
): Promise<readonly InstalledModel[]> {
  const { folders, lock } = context;
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new AppError('NOT_FOUND', 'There is no such archive.');
  }
  if (await isCompressed(file)) {
    throw rejected('it is compressed: uncompress it first (gunzip)');
  }
  // What a crash leaves in the trash is removed by the next who comes.
  const place = join(folders.trash, `unpack-${randomUUID()}`);
  await makeFolderInside(folders.root, place);
  try {
    const arriving = new Map<string, Arriving>();
    await readArchive(file, (one) => takeFile(context, place, arriving, one, signal), signal);
    if (arriving.size === 0) throw rejected('there is no model in it');
    for (const [id, { missing }] of arriving) {
      const [path] = missing.keys();
      if (path !== undefined) throw rejected(`${id}/${path} is missing`);
    }
    const installed: InstalledModel[] = [];
    for (const [id, { manifest }] of arriving) {
      await writeJson(join(place, id, manifestName), manifest);
      signal?.throwIfAborted();
      await lock.assertHeld();
      const folder = await publishVersion(folders, join(place, id), manifest);
      await discard(folders, folders.staging(id).folder);
      installed.push({ id, folder, manifest });
    }
    return installed;
  } finally {
    await discard(folders, place);
  }
}

async function takeFile(
  context: UnpackContext,
  place: string,
  arriving: Map<string, Arriving>,
  file: ArchiveFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (isHostilePath(file.path)) throw rejected(`it has a file named ${showPath(file.path)}`);
  const slash = file.path.indexOf('/');
  const [id, path] = [file.path.slice(0, Math.max(slash, 0)), file.path.slice(slash + 1)];
  const model = arriving.get(id);
  if (!model && path === manifestName && arriving.size < maxModels) {
    const entry = context.hubEntryOf(id, 'unpacked');
    const manifest = await readManifest(file);
    await checkManifest(context, entry, manifest, arriving);
    arriving.set(id, { manifest, missing: new Map(manifest.files.map((one) => [one.path, one])) });
    await makeFolderInside(context.folders.root, join(place, id));
    return;
  }
  const expected = model?.missing.get(path);
  if (!model || !expected) throw rejected(`${showPath(file.path)} is not expected in it`);
  if (file.bytes !== expected.bytes) {
    throw rejected(`${file.path} has ${file.bytes} bytes, not ${expected.bytes}`);
  }
  const target = join(place, id, path);
  await makeFolderInside(context.folders.root, dirname(target));
  const part = await openPart(
    target,
    expected,
    context.write,
    signal ?? new AbortController().signal,
  );
  try {
    for await (const chunk of file.chunks) {
      signal?.throwIfAborted();
      await part.append(chunk);
    }
  } catch (error) {
    await part.close();
    throw error;
  }
  const isWhole = part.bytes() === expected.bytes;
  const { sha256 } = await part.finish();
  if (!isWhole || sha256 !== expected.sha256) {
    throw rejected(`${file.path} has another content than its manifest says`);
  }
  await syncFolder(dirname(target));
  model.missing.delete(path);
}

async function checkManifest(
  { folders, freeBytes, reserveBytes }: UnpackContext,
  entry: HubModel,
  manifest: ModelManifest,
  arriving: ReadonlyMap<string, Arriving>,
): Promise<void> {
  const { id, task, repository } = manifest;
  if (id !== entry.id || task !== entry.task || repository !== entry.repository) {
    throw rejected(`its ${entry.id} is another model than the catalog's`);
  }
  const paths = manifest.files.map(({ path }) => path);
  checkModelPaths(paths);
  for (const path of paths) {
    if (!entry.files.some((pattern) => matchesPattern(path, pattern))) {
      throw rejected(`${showPath(path)} is none of the files that the catalog names`);
    }
  }
  const sum = manifest.files.reduce((total, { bytes }) => total + bytes, 0);
  if (sum !== manifest.bytes) throw rejected(`the manifest of ${id} contradicts itself`);
  const others = [...arriving.values()].flatMap(({ missing }) => [...missing.values()]);
  const needed = others.reduce((total, { bytes }) => total + bytes, sum);
  const free = await freeBytes(folders.root);
  if (free >= needed + reserveBytes) return;
  throw new AppError(
    'STORAGE_FULL',
    `${id} needs ${sizeText(needed)} and ${sizeText(reserveBytes)} to spare, but the disk has ${sizeText(free)} free.`,
  );
}

async function readManifest(file: ArchiveFile): Promise<ModelManifest> {
  if (file.bytes > maxManifestBytes) throw rejected('a manifest in it is too long');
  const pieces: Uint8Array[] = [];
  for await (const chunk of file.chunks) pieces.push(Buffer.from(chunk));
  try {
    return ModelManifest.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
  } catch (error) {
    const says = 'The archive is not accepted: a manifest in it can not be read.';
    throw new AppError('MODEL_REJECTED', says, { cause: error });
  }
}

function rejected(why: string): AppError {
  return new AppError('MODEL_REJECTED', `The archive is not accepted: ${why}.`);
}
