import type {
  CatalogEntry,
  ModelDownloadEvent,
  ModelManifest,
  ModelStatus,
  ModelTask,
} from '@atelier/contracts';
import type { Catalog } from './catalog/load-catalog.js';

/** How far a download is, or was when it ended early. */
export interface DownloadProgress {
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What is known of a model right now. */
export interface ModelState {
  readonly entry: CatalogEntry;
  /** Ships with Atelier. */
  readonly starter: boolean;
  /** A model that is ready stays so while a newer version is fetched. */
  readonly status: ModelStatus;
  /** A sentence: why it is missing or damaged, or why the last download ended. */
  readonly reason?: string;
  /** Where its files are. There exactly when it is ready. */
  readonly folder?: string;
  /** Of the version on this machine, when the store fetched it. */
  readonly commit?: string;
  /** On this machine. */
  readonly bytes?: number;
  /** Of the download that runs, here or in another process, or of one that can be resumed. */
  readonly progress?: DownloadProgress;
}

/** Why the starter stands in for the wanted model. */
export type FallbackCode =
  | 'unknown'
  | 'wrong-task'
  | 'downloading'
  | 'offline'
  | 'hub-unreachable'
  | 'failed'
  | 'damaged'
  | 'not-downloaded';

/** A model to load. */
export interface ResolvedModel {
  readonly entry: CatalogEntry;
  readonly folder: string;
  readonly commit?: string;
  /** There when this is the starter in the place of what was wanted. */
  readonly fallback?: {
    readonly wanted: string;
    readonly code: FallbackCode;
    /** A sentence for people. */
    readonly says: string;
  };
}

export interface InstalledModel {
  readonly id: string;
  readonly folder: string;
  readonly manifest: ModelManifest;
}

export interface DownloadOptions {
  /** Fetches it anew even if it is here. Nothing of the old version is used. */
  readonly force?: boolean;
  /** False: fails with `MODEL_BUSY` when another process downloads. True unless told. */
  readonly wait?: boolean;
  readonly onEvent?: (event: ModelDownloadEvent) => void;
  /** Ends the download; what has come stays for the next. */
  readonly signal?: AbortSignal;
}

export interface Verification {
  /** `unknown`: a folder that came without hashes. */
  readonly result: 'whole' | 'damaged' | 'unknown';
  /** A sentence each. */
  readonly problems: readonly string[];
}

/**
 * The models on this machine: what there is, and how it gets here and goes away. Any number of
 * processes may have a store over the same folder; one of them at a time changes it.
 *
 * Calls that name a model fail with AppError `NOT_FOUND` for an id that the catalog does not have;
 * all may fail with `STORAGE_FULL`, `STORAGE_UNAVAILABLE`, `CANCELLED`.
 */
export interface ModelStore {
  readonly catalog: Catalog;
  list(): Promise<readonly ModelState[]>;
  get(id: string): Promise<ModelState>;
  /**
   * The model to load for a task: the wanted one, else the standard one; the starter, with the
   * reason, while that is not ready. Needs no network.
   *
   * @throws AppError `MODEL_MISSING` when the starter is not there either.
   */
  resolve(task: ModelTask, wanted?: string): Promise<ResolvedModel>;
  /**
   * Brings a model here; resolves at once for one that is. A second call for the same model joins
   * the first, and ends it only together with it.
   *
   * @throws AppError `OFFLINE`, `HUB_UNREACHABLE`, `HUB_REFUSED`, `MODEL_REJECTED`, `MODEL_BUSY`,
   * `INVALID_INPUT` (nothing to download).
   */
  download(id: string, options?: DownloadOptions): Promise<InstalledModel>;
  /** Ends the download that this store runs, for everybody; false when it runs none. */
  cancel(id: string): boolean;
  /** Computes all hashes anew. What is damaged is not used from then on. */
  verify(id: string, signal?: AbortSignal): Promise<Verification>;
  /**
   * Deletes a model and what is left of a download.
   *
   * @throws AppError `MODEL_IN_USE`, `MODEL_BUSY`, `INVALID_INPUT` (a starter, or a user's folder)
   */
  remove(id: string, options: { readonly inUse: ReadonlySet<string> }): Promise<void>;
  /** Deletes older versions whose folders are not in use. Meant for a start, before models load. */
  prune(options: { readonly inUse: ReadonlySet<string> }): Promise<void>;
  /**
   * Writes installed models into one archive, checked while it is written.
   *
   * @throws AppError `MODEL_MISSING`, `MODEL_REJECTED` (damaged), `INVALID_INPUT`
   */
  pack(ids: readonly string[], file: string, signal?: AbortSignal): Promise<void>;
  /**
   * Installs the models of an archive, held to the same rules as a download. All of them, or none.
   *
   * @throws AppError `MODEL_REJECTED`, `NOT_FOUND`, `MODEL_BUSY`
   */
  unpack(file: string, signal?: AbortSignal): Promise<readonly InstalledModel[]>;
  /** Ends downloads, keeping what has come. */
  close(): Promise<void>;
}
