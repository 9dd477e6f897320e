import { join } from 'node:path';
import { AppError, toAppError } from '@atelier/errors';
import { toDiskError } from '../disk/disk-error.js';
import { isExpected, readChunks, type ContentHash } from '../disk/hash-file.js';
import { openPart, type PartFile, type WriteChunk } from '../disk/part-file.js';
import type { Hub } from '../hub/create-hub.js';
import { unreachable } from '../hub/hub-error.js';
import { pause, retryDelayMs, type RetryNotice } from '../hub/retry.js';
import { showPath } from '../names/model-path.js';
import { partName, type DownloadPlan, type PlannedFile } from './plan.js';

export interface FetchContext {
  readonly hub: Hub;
  readonly plan: DownloadPlan;
  /** Folder of partial files. */
  readonly parts: string;
  readonly write: WriteChunk;
  /** A file of an older version that may have the same content. */
  readonly similar: (file: PlannedFile) => string | undefined;
  /** The length that the file has now. */
  readonly onBytes: (file: PlannedFile, bytes: number) => void;
  readonly onRetry: (file: PlannedFile, notice: RetryNotice) => void;
}

/** A partial file that has come to its end, and is what it should be. */
export interface FetchedFile {
  readonly part: string;
  readonly sha256: string;
}

const pointerStart = 'version https://git-lfs.github.com/spec/';
/** A hash that is wrong twice is wrong at the hub. */
const wholeTries = 2;

/**
 * Brings a file here, from where an earlier try left off. The part is on the disk and has the right
 * hash when this resolves.
 *
 * @throws AppError `HUB_UNREACHABLE`, `HUB_REFUSED`, `MODEL_REJECTED`, `STORAGE_FULL`,
 * `STORAGE_UNAVAILABLE`; the signal's reason.
 */
export async function fetchFile(
  context: FetchContext,
  file: PlannedFile,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const path = join(context.parts, partName(file));
  for (let attempt = 1; ; attempt += 1) {
    const part = await openPart(path, file, context.write, signal);
    let hash: ContentHash | undefined;
    try {
      context.onBytes(file, part.bytes());
      const similar = attempt === 1 && part.bytes() === 0 ? context.similar(file) : undefined;
      if (similar !== undefined) await copyFrom(similar, part, file, signal);
      await fetchRest(context, file, part, path, signal);
      await refusePointer(path, file, part);
      hash = await part.finish();
    } catch (error) {
      if (hash === undefined) await part.close().catch(() => undefined);
      throw toDiskError(error);
    }
    if (isExpected(hash, file)) return { part: path, sha256: hash.sha256 };
    const again = await openPart(path, file, context.write, signal);
    await again.reset();
    await again.close();
    context.onBytes(file, 0);
    const error = new AppError(
      'MODEL_REJECTED',
      `${showPath(file.path)} arrives with another content than the hub promises.`,
    );
    if (attempt >= wholeTries) throw error;
    context.onRetry(file, { attempt, delayMs: 0, error });
  }
}

async function fetchRest(
  { hub, plan, onBytes, onRetry }: FetchContext,
  file: PlannedFile,
  part: PartFile,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { repository, commit } = plan;
  let attempt = 1;
  let begun = part.bytes();
  while (part.bytes() < file.bytes) {
    try {
      const request = { repository, commit, file: { ...file, kind: 'file' as const } };
      const open = await hub.open({ ...request, offset: part.bytes() }, signal);
      if (open.offset !== part.bytes()) await part.reset();
      for await (const chunk of open.chunks) {
        if (part.bytes() + chunk.length > file.bytes) {
          await part.reset();
          throw tooLong(file);
        }
        await part.append(chunk);
        onBytes(file, part.bytes());
      }
      if (part.bytes() < file.bytes) {
        await refusePointer(path, file, part);
        throw unreachable(`The hub broke off ${showPath(file.path)}.`);
      }
    } catch (caught) {
      signal.throwIfAborted();
      const error = toAppError(toDiskError(caught));
      if (Math.abs(part.bytes() - begun) >= hub.limits.progressBytes) {
        attempt = 1;
        begun = part.bytes();
      }
      const delayMs = retryDelayMs(hub.limits, attempt, error);
      if (delayMs === undefined) throw error.code === 'INTERNAL' ? caught : error;
      onRetry(file, { attempt, delayMs, error });
      await pause(delayMs, signal);
      attempt += 1;
    }
  }
}

/** Takes over what an older version may have; a wrong content shows in the hash. */
async function copyFrom(
  source: string,
  part: PartFile,
  file: PlannedFile,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const chunk of readChunks(source, signal)) {
      if (part.bytes() + chunk.length > file.bytes) break;
      await part.append(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (toAppError(toDiskError(error)).code === 'STORAGE_FULL') throw error;
    await part.reset();
  }
}

/** Some mirrors hand out the note that stands for a large file, instead of the file. */
async function refusePointer(path: string, file: PlannedFile, part: PartFile): Promise<void> {
  if (part.bytes() > 1_024 || part.bytes() < pointerStart.length) return;
  for await (const chunk of readChunks(path)) {
    if (!Buffer.from(chunk).toString('latin1').startsWith(pointerStart)) return;
    await part.reset();
    throw new AppError(
      'MODEL_REJECTED',
      `For ${showPath(file.path)} the hub has a Git LFS pointer instead of the file: it is a mirror without its large files.`,
    );
  }
}

function tooLong(file: PlannedFile): AppError {
  return new AppError(
    'MODEL_REJECTED',
    `${showPath(file.path)} is longer than the ${file.bytes} bytes that the hub promises.`,
  );
}
