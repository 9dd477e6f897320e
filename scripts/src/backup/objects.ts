import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from '@atelier/storage';
import { measureFile, writeMeasured, type Measured } from './hash-stream.js';
import { inParallel } from './in-parallel.js';
import { filesOf, toLine, type BackedUpObject } from './manifest.js';

const atOnce = 4;
const pageSize = 1_000;
const unknownType = 'application/octet-stream';

export interface CopiedObjects extends Measured {
  /** Objects by key. `bytes` above is the length of the list, not of these. */
  readonly byKey: ReadonlyMap<string, BackedUpObject>;
}

/** Copies every object of the store into the backup and writes the list of them. */
export async function copyOut(
  blobs: Pick<BlobStore, 'list' | 'open'>,
  folder: string,
): Promise<CopiedObjects> {
  const { list, objects } = filesOf(folder);
  const byKey = new Map<string, BackedUpObject>();
  const file = await open(list, 'wx', 0o600);
  try {
    let after: string | undefined;
    do {
      const keys = await blobs.list('', { limit: pageSize, ...(after !== undefined && { after }) });
      await inParallel(keys, atOnce, async (key) => {
        const object = await copyOne(blobs, key, join(objects, key));
        if (object) byKey.set(key, object);
      });
      const lines = keys.flatMap((key) => byKey.get(key) ?? []).map(toLine);
      await file.write(lines.join(''));
      after = keys.length < pageSize ? undefined : keys.at(-1);
    } while (after !== undefined);
    await file.sync();
  } finally {
    await file.close();
  }
  return { ...(await measureFile(list)), byKey };
}

/** Undefined for an object that was deleted after it was listed. */
async function copyOne(
  blobs: Pick<BlobStore, 'open'>,
  key: string,
  path: string,
): Promise<BackedUpObject | undefined> {
  const blob = await blobs.open(key);
  if (!blob) return undefined;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const measured = await writeMeasured(blob.stream, path);
  return { key, ...measured, contentType: blob.contentType ?? unknownType };
}

/** Puts the objects of a backup into the store, over those of the same key. */
export async function copyIn(
  blobs: Pick<BlobStore, 'put'>,
  folder: string,
  list: readonly BackedUpObject[],
): Promise<void> {
  const { objects } = filesOf(folder);
  await inParallel(list, atOnce, async ({ key, contentType }) => {
    await blobs.put(key, await readFile(join(objects, key)), { contentType });
  });
}
