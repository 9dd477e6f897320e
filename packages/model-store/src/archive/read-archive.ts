import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { AppError } from '@atelier/errors';
import { Parser, type ReadEntry } from 'tar';
import { showPath } from '../names/model-path.js';

/** One plain file of an archive. */
export interface ArchiveFile {
  readonly path: string;
  readonly bytes: number;
  /** To be read to its end before the handler resolves. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Reads a tar archive from front to back, one file after another. Only parses: nothing is written by
 * it, and whatever is not a plain file ends it.
 *
 * @throws AppError `MODEL_REJECTED`; what `onFile` throws; the signal's reason.
 */
export async function readArchive(
  file: string,
  onFile: (file: ArchiveFile) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const input = createReadStream(file, { highWaterMark: 1_048_576, ...(signal && { signal }) });
  const parser = new Parser({ strict: true, maxMetaEntrySize: 65_536 });
  const ended = new Promise<void>((done, fail) => {
    parser.on('end', done);
    parser.on('error', (error: Error) => {
      fail(
        new AppError('MODEL_REJECTED', 'The archive is damaged or cut short.', { cause: error }),
      );
    });
  });
  // Looked at below; a failure may come before.
  ended.catch(() => undefined);
  let failure: { readonly error: unknown } | undefined;
  let current: ReadEntry | undefined;
  const stop = (error: unknown) => {
    failure ??= { error };
    input.destroy();
  };
  let chain = Promise.resolve();
  parser.on('entry', (entry: ReadEntry) => {
    chain = chain.then(async () => {
      current = entry;
      try {
        if (failure === undefined) await onFile(toFile(entry));
      } catch (error) {
        stop(error);
      }
      entry.resume();
    });
  });
  parser.on('ignoredEntry', (entry: ReadEntry) => {
    stop(noFile(entry.path));
  });
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      if (!parser.write(chunk)) await drained(parser, () => failure !== undefined);
      if (failure) break;
    }
    if (!failure) {
      parser.end();
      await ended;
      await chain;
    }
  } catch (error) {
    failure ??= { error };
  } finally {
    // Whoever is in the middle of a file gets no more of it, and has to let go before we return.
    current?.destroy();
    await chain;
  }
  signal?.throwIfAborted();
  // Written from the handlers, which the compiler can't see.
  const found = failure as { readonly error: unknown } | undefined;
  if (found) throw found.error;
}

async function drained(parser: Parser, isOver: () => boolean): Promise<void> {
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      if (isOver()) finish();
    }, 50);
    const finish = () => {
      clearInterval(timer);
      parser.off('drain', finish);
      done();
    };
    parser.on('drain', finish);
  });
}

function toFile(entry: ReadEntry): ArchiveFile {
  const { path } = entry;
  if (entry.type !== 'File' && entry.type !== 'OldFile') {
    throw noFile(path);
  }
  return { path, bytes: entry.size, chunks: entry as AsyncIterable<Uint8Array> };
}

function noFile(path: string): AppError {
  return new AppError(
    'MODEL_REJECTED',
    `The archive is not accepted: ${showPath(path)} is no plain file.`,
  );
}

/** True for a file that begins like gzip. */
export async function isCompressed(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
