import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toWireError, AppError } from '@atelier/errors';
import type { HubModel, ModelDownloadEvent, ModelManifest } from '@atelier/contracts';
import { writeJson, type StoreFolders } from '../disk/folders.js';
import type { FreeBytes } from '../disk/free-bytes.js';
import type { WriteChunk } from '../disk/part-file.js';
import type { StoreLock } from '../disk/store-lock.js';
import type { Hub } from '../hub/create-hub.js';
import type { RetryNotice } from '../hub/retry.js';
import { listVersions, publishVersion, readManifest } from '../installed/versions.js';
import { manifestName } from '../names/choose-files.js';
import { sizeText } from '../names/size-text.js';
import { fetchFile } from './fetch-file.js';
import { inParallel } from './in-parallel.js';
import { makePlan, type DownloadPlan, type PlannedFile } from './plan.js';
import { createProgressMeter } from './progress-meter.js';
import { moveIn, prepareStaging, presentLengths } from './staging.js';

/** Moments at which a crash is most telling; tests stop the process there. */
export type Checkpoint =
  'planned' | 'file-moved' | 'files-complete' | 'manifest-written' | 'published';

export interface DownloadContext {
  readonly folders: StoreFolders;
  readonly hub: Hub;
  readonly lock: StoreLock;
  readonly write: WriteChunk;
  readonly freeBytes: FreeBytes;
  /** Left free on the disk, in bytes. */
  readonly reserveBytes: number;
  readonly parallelFiles: number;
  /** Whether files of versions that are here already may be taken over. */
  readonly reuse: boolean;
  readonly onEvent: (event: ModelDownloadEvent) => void;
  readonly onCheckpoint: (checkpoint: Checkpoint) => void;
}

/**
 * Brings a model here and makes it the newest version. Whatever ends it early, the next call goes on
 * from there.
 */
export async function downloadModel(
  context: DownloadContext,
  entry: HubModel,
  signal: AbortSignal,
): Promise<{ readonly folder: string; readonly manifest: ModelManifest }> {
  const { folders, hub, lock, onEvent, onCheckpoint } = context;
  const modelId = entry.id;
  const question = { repository: entry.repository, revision: entry.revision };
  const toRetry = ({ attempt, delayMs, error }: RetryNotice, path?: string) => {
    const failed = { attempt, delayMs, error: toWireError(error) };
    onEvent({ type: 'retrying', modelId, ...failed, ...(path !== undefined && { path }) });
  };
  const watch = { onRetry: toRetry, signal };
  const commit = await hub.commitOf(question, watch);
  const plan = makePlan(entry, commit, await hub.filesOf(question, commit, watch));

  const staging = folders.staging(modelId);
  const hashes = await prepareStaging({ folders, lock, staging, plan }, signal);
  const lengths = await presentLengths(staging, plan, hashes);
  const present = [...lengths.values()].reduce((sum, bytes) => sum + bytes, 0);
  const { totalBytes } = plan;
  onEvent({
    type: 'planned',
    modelId,
    commit,
    files: plan.files.length,
    totalBytes,
    presentBytes: present,
  });
  onCheckpoint('planned');
  await checkSpace(context, entry, totalBytes - present);

  const meter = createProgressMeter((bytes) => {
    onEvent({ type: 'progress', modelId, bytes, totalBytes });
  });
  for (const [path, bytes] of lengths) meter.set(path, bytes);
  const similar = context.reuse ? await similarFiles(folders, modelId) : () => undefined;
  const wanted = plan.files.filter(({ path }) => !hashes.has(path));
  // The largest first: it decides when all is done.
  wanted.sort((a, b) => b.bytes - a.bytes);
  try {
    await inParallel(
      wanted,
      context.parallelFiles,
      async (file, either) => {
        const fetched = await fetchFile(
          {
            hub,
            plan,
            parts: staging.parts,
            write: context.write,
            similar,
            onBytes: ({ path }, bytes) => {
              meter.set(path, bytes);
            },
            onRetry: ({ path }, notice) => {
              toRetry(notice, path);
            },
          },
          file,
          either,
        );
        await moveIn(folders, staging, fetched.part, file);
        hashes.set(file.path, fetched.sha256);
        onEvent({ type: 'file-finished', modelId, path: file.path, bytes: file.bytes });
        onCheckpoint('file-moved');
      },
      signal,
    );
  } finally {
    meter.end();
  }
  onCheckpoint('files-complete');

  const manifest = toManifest(entry, plan, hashes);
  await writeJson(join(staging.files, manifestName), manifest);
  onCheckpoint('manifest-written');
  signal.throwIfAborted();
  await lock.assertHeld();
  const folder = await publishVersion(folders, staging.files, manifest);
  onCheckpoint('published');
  await rm(staging.folder, { recursive: true, force: true, maxRetries: 3 });
  onEvent({ type: 'installed', modelId, commit, bytes: totalBytes, folder });
  return { folder, manifest };
}

async function checkSpace(
  { freeBytes, folders, reserveBytes }: DownloadContext,
  entry: HubModel,
  neededBytes: number,
): Promise<void> {
  const free = await freeBytes(folders.root);
  if (neededBytes === 0 || free >= neededBytes + reserveBytes) return;
  throw new AppError(
    'STORAGE_FULL',
    `${entry.id} needs ${sizeText(neededBytes)} more and ${sizeText(reserveBytes)} to spare, but the disk has ${sizeText(free)} free: make room, or put the models elsewhere with MODELS_DIR.`,
  );
}

/** Files of the versions that are here, by path and length. */
async function similarFiles(
  folders: StoreFolders,
  id: string,
): Promise<(file: PlannedFile) => string | undefined> {
  const known = new Map<string, string>();
  for (const { folder } of await listVersions(folders, id)) {
    for (const { path, bytes } of (await readManifest(folder))?.files ?? []) {
      const key = `${bytes} ${path}`;
      if (!known.has(key)) known.set(key, join(folder, path));
    }
  }
  return ({ path, bytes }) => known.get(`${bytes} ${path}`);
}

function toManifest(
  entry: HubModel,
  plan: DownloadPlan,
  hashes: ReadonlyMap<string, string>,
): ModelManifest {
  return {
    version: 1,
    id: entry.id,
    task: entry.task,
    format: entry.format,
    repository: plan.repository,
    revision: plan.revision,
    commit: plan.commit,
    licence: entry.licence.id,
    bytes: plan.totalBytes,
    files: plan.files.map(({ path, bytes }) => {
      const sha256 = hashes.get(path);
      if (sha256 === undefined) throw new Error(`${path} was not checked`);
      return { path, bytes, sha256 };
    }),
    installedAt: new Date().toISOString(),
  };
}
