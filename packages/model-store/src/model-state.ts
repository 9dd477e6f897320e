import type { CatalogEntry, HubModel } from '@atelier/contracts';
import { readFailure } from './download/failure-note.js';
import { readPlan } from './download/plan.js';
import { presentLengths } from './download/staging.js';
import type { StoreFolders } from './disk/folders.js';
import { lengthOf } from './disk/part-file.js';
import { inspectFolder } from './installed/inspect-folder.js';
import { findInstalled } from './installed/versions.js';
import type { DownloadProgress, ModelState } from './model-store.js';
import { join } from 'node:path';

export interface StateContext {
  readonly folders: StoreFolders;
  readonly isStarter: (id: string) => boolean;
  /** The model that some process downloads right now. */
  readonly downloading: string | undefined;
}

/** Looks a model up on the disk. */
export async function stateOf(context: StateContext, entry: CatalogEntry): Promise<ModelState> {
  const about = { entry, starter: context.isStarter(entry.id) };
  if (entry.source === 'hub') return { ...about, ...(await hubModelState(context, entry)) };
  const found = await inspectFolder(entry);
  return found.status === 'ready'
    ? { ...about, status: 'ready', folder: entry.folder }
    : { ...about, ...found };
}

async function hubModelState(
  { folders, downloading }: StateContext,
  entry: HubModel,
): Promise<Omit<ModelState, 'entry' | 'starter'>> {
  const staging = folders.staging(entry.id);
  const [installed, progress, failure] = await Promise.all([
    findInstalled(folders, entry),
    progressOf(folders, entry.id),
    readFailure(staging),
  ]);
  const more = progress && { progress };
  const isRunning = downloading === entry.id;
  if (installed?.status === 'ready') {
    const { version, manifest } = installed;
    return {
      status: 'ready',
      folder: version.folder,
      commit: manifest.commit,
      bytes: manifest.bytes,
      ...(isRunning && more),
      ...(failure && { reason: failure.message }),
    };
  }
  const why = failure && { reason: failure.message };
  if (isRunning) return { status: 'downloading', ...more, ...why };
  if (installed) return { status: 'damaged', reason: installed.reason, ...more };
  return { status: 'missing', ...more, ...why };
}

/** Counted from the files themselves, so that it holds for a download of any process. */
async function progressOf(
  folders: StoreFolders,
  id: string,
): Promise<DownloadProgress | undefined> {
  const staging = folders.staging(id);
  const plan = await readPlan(staging.plan);
  if (!plan) return undefined;
  const moved = new Map<string, string>();
  for (const { path, bytes } of plan.files) {
    if ((await lengthOf(join(staging.files, path))) === bytes) moved.set(path, '');
  }
  const lengths = await presentLengths(staging, plan, moved);
  const bytes = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  return { bytes, totalBytes: plan.totalBytes };
}
