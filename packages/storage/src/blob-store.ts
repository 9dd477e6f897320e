import type { Readable } from 'node:stream';

/** How an object is put. */
export interface PutOptions {
  /** Media type, for instance `image/png`. */
  readonly contentType: string;
  /** Never replace what is there. See the driver for how firm that promise is. */
  readonly ifAbsent?: boolean;
}

/** A part of an object: from byte `start` to byte `end`, both counted from 0 and included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An object that is about to be read. The caller reads `stream` to its end or destroys it. */
export interface OpenBlob {
  readonly stream: Readable;
  /** Length of the stream: of the whole object, or of the part that was asked for. */
  readonly bytes: number;
  readonly contentType?: string;
}

export interface BlobInfo {
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** Room on a disk. */
export interface StorageSpace {
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

/** One page of a listing. */
export interface ListOptions {
  /** Keys at most, 1 to 1,000. */
  readonly limit: number;
  /** Only keys that sort after this one: the last key of the page before. */
  readonly after?: string;
}

/** Settings that every driver has. */
export interface BlobStoreLimits {
  /**
   * Milliseconds that a call may take, 10,000 unless told. What moves bytes gets one second more for
   * each MiB; an opened stream may stay silent this long.
   */
  readonly timeoutMs?: number;
  /** Bytes that `get` brings into memory at most, 256 MiB unless told. */
  readonly maxBytes?: number;
}

/**
 * Where finished pictures and manifests are kept, by key. An object is seen whole or not at all, and
 * survives a crash once `put` has resolved.
 *
 * A key is 1 to 512 characters: segments of `A-Z a-z 0-9 . _ -` joined by `/`, none of them empty,
 * longer than 255 characters or starting with a dot. A key that is an object must not be the start of
 * others too (`a` and `a/b`): not every store can hold both.
 *
 * Every call may fail with AppError `INVALID_INPUT` (key, limit), `STORAGE_FULL`,
 * `STORAGE_UNAVAILABLE` (also when it takes too long) and `CANCELLED` (the signal).
 */
export interface BlobStore {
  /** `exists` comes only with `ifAbsent`: somebody was first and nothing was written. */
  put(
    key: string,
    bytes: Uint8Array,
    options: PutOptions,
    signal?: AbortSignal,
  ): Promise<'stored' | 'exists'>;
  /** @throws AppError `PAYLOAD_TOO_LARGE` for an object of more than `maxBytes`. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** For serving: nothing of the object is held in memory. A `range` must lie inside of it. */
  open(key: string, range?: ByteRange, signal?: AbortSignal): Promise<OpenBlob | undefined>;
  stat(key: string, signal?: AbortSignal): Promise<BlobInfo | undefined>;
  /** The keys that start with `prefix` (which may be empty), in byte order. */
  list(prefix: string, options: ListOptions, signal?: AbortSignal): Promise<readonly string[]>;
  /** Deletes the object. One that is not there is fine. */
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** Resolves when an object was really written, read back and removed. */
  check(signal?: AbortSignal): Promise<void>;
  /** Room on the disk that holds everything; left out by stores that have no end. */
  space?(): Promise<StorageSpace>;
  /** Lets go of connections. Calls still under way may fail. */
  close(): void;
}
