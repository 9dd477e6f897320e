import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CatalogEntry, HubModel, ModelDownloadEvent } from '@atelier/contracts';
import { AppError, fromWireError } from '@atelier/errors';
import { packModels } from './archive/pack.js';
import { unpackModels } from './archive/unpack.js';
import type { Catalog } from './catalog/load-catalog.js';
import { toDiskError } from './disk/disk-error.js';
import { discard, emptyTrash, storeFolders } from './disk/folders.js';
import { freeBytesOnDisk, type FreeBytes } from './disk/free-bytes.js';
import { writeChunk, type WriteChunk } from './disk/part-file.js';
import { peekDownload, takeStoreLock, type LockTiming, type StoreLock } from './disk/store-lock.js';
import { downloadModel, type Checkpoint } from './download/download-model.js';
import { forgetFailure, noteFailure, readFailure } from './download/failure-note.js';
import { createSharedRuns } from './download/shared-runs.js';
import { createHub, type HubOptions } from './hub/create-hub.js';
import { findProblems, verifyVersion } from './installed/verify-version.js';
import { findInstalled, listVersions, readManifest } from './installed/versions.js';
import { stateOf } from './model-state.js';
import type { InstalledModel, ModelStore } from './model-store.js';
import { resolveModel } from './resolve-model.js';

export interface ModelStoreOptions {
  /** Where models go; made when first needed. */
  readonly root: string;
  readonly catalog: Catalog;
  readonly hub: HubOptions;
  /** Never opens a connection. */
  readonly offline?: boolean;
  /** Files that are fetched at once, 4 unless told. */
  readonly parallelFiles?: number;
  /** Left free on the disk, 256 MiB unless told. */
  readonly reserveBytes?: number;
  readonly lockTiming?: Partial<LockTiming>;
  /** Stand-ins for the disk, and moments to crash at, in tests. */
  readonly write?: WriteChunk;
  readonly freeBytes?: FreeBytes;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** @throws AppError `INVALID_CONFIG` when the token may not be sent to that hub. */
export function createModelStore(options: ModelStoreOptions): ModelStore {
  const { catalog, offline = false, freeBytes = freeBytesOnDisk } = options;
  const { write = writeChunk, reserveBytes = 256 * 1_048_576 } = options;
  const folders = storeFolders(resolve(options.root));
  const hub = createHub(options.hub);
  const runs = createSharedRuns<InstalledModel>();
  const starters = new Set(Object.values(catalog.starter));

  const entryOf = (id: string): CatalogEntry => {
    const entry = catalog.entries.find((one) => one.id === id);
    if (entry) return entry;
    throw new AppError('NOT_FOUND', `The catalog has no model ${JSON.stringify(id.slice(0, 80))}.`);
  };
  const hubEntryOf = (id: string, verb: string): HubModel => {
    const entry = entryOf(id);
    if (entry.source === 'hub') return entry;
    const why = starters.has(id) ? 'it ships with Atelier' : 'it is a folder of yours';
    throw new AppError('INVALID_INPUT', `${id} can not be ${verb}: ${why}.`);
  };
  const look = async (id: string) => {
    const downloading = await peekDownload(folders.lock);
    return await stateOf(
      { folders, isStarter: (one) => starters.has(one), downloading },
      entryOf(id),
    );
  };
  const findReady = async (entry: HubModel): Promise<InstalledModel | undefined> => {
    const found = await findInstalled(folders, entry);
    if (found?.status !== 'ready') return undefined;
    return { id: entry.id, folder: found.version.folder, manifest: found.manifest };
  };
  const whileLocked = async <T>(
    about: { modelId?: string; wait: boolean; onWait?: (heldBy: string) => void },
    signal: AbortSignal | undefined,
    work: (lock: StoreLock) => Promise<T>,
  ): Promise<T> => {
    try {
      await mkdir(folders.root, { recursive: true });
      const timing = options.lockTiming ?? {};
      const lock = await takeStoreLock({ path: folders.lock, timing, ...about }, signal);
      try {
        await emptyTrash(folders);
        return await work(lock);
      } finally {
        await lock.release();
      }
    } catch (error) {
      if (signal?.aborted === true) {
        throw new AppError('CANCELLED', undefined, { cause: signal.reason });
      }
      throw toDiskError(error);
    }
  };

  const runDownload = async (
    entry: HubModel,
    about: { readonly force: boolean; readonly wait: boolean },
    onEvent: (event: ModelDownloadEvent) => void,
    signal: AbortSignal,
  ): Promise<InstalledModel> => {
    const modelId = entry.id;
    const staging = folders.staging(modelId);
    const onWait = (heldBy: string) => {
      onEvent({ type: 'waiting', modelId, heldBy });
    };
    return await whileLocked({ modelId, wait: about.wait, onWait }, signal, async (lock) => {
      // Whoever was waited for may have brought it.
      const ready = about.force ? undefined : await findReady(entry);
      if (ready) return ready;
      await forgetFailure(staging);
      let notes = Promise.resolve();
      const tell = (event: ModelDownloadEvent) => {
        onEvent(event);
        // A first start without a network has its reason at once, not when the last try has failed.
        if (event.type === 'retrying' && event.path === undefined) {
          notes = notes.then(() => noteFailure(folders, staging, fromWireError(event.error)));
        }
        if (event.type === 'planned') notes = notes.then(() => forgetFailure(staging));
      };
      const either = AbortSignal.any([signal, lock.lost]);
      const { parallelFiles = 4, onCheckpoint = () => undefined } = options;
      try {
        const shared = { folders, hub, lock, write, freeBytes, reserveBytes };
        const done = await downloadModel(
          { ...shared, parallelFiles, reuse: !about.force, onEvent: tell, onCheckpoint },
          entry,
          either,
        );
        return { id: modelId, ...done };
      } catch (caught) {
        const error = toDiskError(caught);
        await notes;
        if (!signal.aborted && !lock.lost.aborted) await noteFailure(folders, staging, error);
        throw error;
      }
    });
  };

  return {
    catalog,
    list: () => Promise.all(catalog.entries.map(({ id }) => look(id))),
    get: look,
    resolve: (task, wanted = catalog.standard[task]) => {
      const failureCode = async (id: string) => (await readFailure(folders.staging(id)))?.code;
      return resolveModel({ catalog, offline, look, failureCode }, task, wanted);
    },
    download: async (id, { force = false, wait = true, onEvent, signal } = {}) => {
      const entry = hubEntryOf(id, 'downloaded');
      const ready = force ? undefined : await findReady(entry);
      if (ready) return ready;
      if (offline) {
        const says = `${id} can not be downloaded: Atelier is told to stay offline (OFFLINE).`;
        throw new AppError('OFFLINE', says);
      }
      return await runs.join(id, { onEvent, signal }, (emit, either) =>
        runDownload(entry, { force, wait }, emit, either),
      );
    },
    cancel: (id) => runs.cancel(id),
    verify: async (id, signal) => {
      const entry = entryOf(id);
      if (entry.source === 'folder') {
        if (!(await readManifest(entry.folder))) return { result: 'unknown', problems: [] };
        const problems = await findProblems(entry.folder, signal);
        return { result: problems.length === 0 ? 'whole' : 'damaged', problems };
      }
      const found = await findInstalled(folders, entry);
      if (!found) throw new AppError('MODEL_MISSING', `${id} is not installed.`);
      const problems = await verifyVersion(found.version, signal);
      return { result: problems.length === 0 ? 'whole' : 'damaged', problems };
    },
    remove: async (id, { inUse }) => {
      hubEntryOf(id, 'removed');
      if (inUse.has(id)) {
        throw new AppError('MODEL_IN_USE', `${id} is in use: choose another model first.`);
      }
      await whileLocked({ wait: false }, undefined, async () => {
        await discard(folders, folders.model(id));
        await discard(folders, folders.staging(id).folder);
      });
    },
    prune: ({ inUse }) =>
      whileLocked({ wait: false }, undefined, async () => {
        for (const entry of catalog.entries) {
          const found = await findInstalled(folders, entry);
          if (entry.source !== 'hub' || found?.status !== 'ready') continue;
          for (const { folder } of await listVersions(folders, entry.id)) {
            if (folder !== found.version.folder && !inUse.has(folder)) {
              await discard(folders, folder);
            }
          }
        }
      }),
    pack: async (ids, file, signal) => {
      const models: InstalledModel[] = [];
      for (const id of new Set(ids)) {
        const ready = await findReady(hubEntryOf(id, 'packed'));
        if (!ready)
          throw new AppError('MODEL_MISSING', `${id} is not installed: download it first.`);
        models.push(ready);
      }
      await packModels(models, file, signal);
    },
    unpack: (file, signal) =>
      whileLocked({ wait: true }, signal, (lock) =>
        unpackModels({ folders, lock, hubEntryOf, write, freeBytes, reserveBytes }, file, signal),
      ),
    close: async () => {
      await runs.cancelAll();
      await hub.close();
    },
  };
}
