import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@atelier/errors';
import { Header } from 'tar';
import { systemCode } from '../disk/disk-error.js';
import { readChunks } from '../disk/hash-file.js';
import type { InstalledModel } from '../model-store.js';
import { manifestName } from '../names/choose-files.js';

const blockBytes = 512;

/**
 * Writes the models into one tar archive: of each its manifest, then its files. Every byte is hashed
 * on the way, so that what is damaged does not travel. The archive appears whole or not at all.
 */
export async function packModels(
  models: readonly InstalledModel[],
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const temporary = `${file}.${randomUUID().slice(0, 8)}.new`;
  try {
    const output = createWriteStream(temporary, { flags: 'wx', mode: 0o644, flush: true });
    await once(output, 'open');
    await pipeline(Readable.from(archiveOf(models)), output, ...(signal ? [{ signal }] : []));
    await rename(temporary, file);
  } catch (error) {
    if (signal?.aborted === true) {
      throw new AppError('CANCELLED', undefined, { cause: signal.reason });
    }
    const code = systemCode(error);
    if (AppError.is(error) || code === undefined) throw error;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new AppError(
      isFull ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE',
      isFull
        ? 'There is no room for the archive on its disk.'
        : `The archive can not be written (${code}).`,
      { cause: error },
    );
  } finally {
    await rm(temporary, { force: true });
  }
}

async function* archiveOf(models: readonly InstalledModel[]): AsyncGenerator<Uint8Array> {
  for (const { id, folder, manifest } of models) {
    const content = await readFile(join(folder, manifestName));
    yield headerOf(`${id}/${manifestName}`, content.length);
    yield content;
    yield padding(content.length);
    for (const { path, bytes, sha256 } of manifest.files) {
      yield headerOf(`${id}/${path}`, bytes);
      const hash = createHash('sha256');
      let length = 0;
      for await (const chunk of readChunks(join(folder, path))) {
        hash.update(chunk);
        length += chunk.length;
        // The stream may keep it for longer than it takes to read the next.
        yield Buffer.from(chunk);
      }
      if (length !== bytes || hash.digest('hex') !== sha256) {
        throw new AppError(
          'MODEL_REJECTED',
          `${id} is damaged (${path}): download it again first.`,
        );
      }
      yield padding(bytes);
    }
  }
  yield Buffer.alloc(2 * blockBytes);
}

function headerOf(path: string, bytes: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const header = new Header({ path, size: bytes, mode: 0o644, type: 'File', mtime: new Date(0) });
  // True when the name does not fit; names of models do.
  if (header.encode(block, 0)) throw new AppError('INVALID_INPUT', `${path} is too long a name.`);
  return block;
}

function padding(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}
