import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@atelier/errors';
import { measureFile, type Measured } from './hash-stream.js';
import { inParallel } from './in-parallel.js';
import {
  filesOf,
  readList,
  readManifest,
  type BackedUpObject,
  type BackupManifest,
} from './manifest.js';

/** A backup of which every byte is as it was written. */
export interface VerifiedBackup {
  readonly manifest: BackupManifest;
  readonly list: readonly BackedUpObject[];
}

const atOnce = 4;
const mostNamed = 10;

/** @throws AppError `INVALID_INPUT` naming what is missing or damaged. */
export async function verifyBackup(folder: string): Promise<VerifiedBackup> {
  const manifest = await readManifest(folder);
  const files = filesOf(folder);
  const { sha256, bytes } = manifest.database;
  const wrong: string[] = [];
  const check = async (path: string, expected: Partial<Measured>) => {
    if (!(await isAsWritten(path, expected))) wrong.push(path);
  };
  await check(files.dump, { sha256, bytes });
  await check(files.list, { sha256: manifest.objects.sha256 });
  const list = wrong.includes(files.list) ? [] : await readList(folder);
  await inParallel(list, atOnce, (object) =>
    check(join(files.objects, object.key), { sha256: object.sha256, bytes: object.bytes }),
  );
  if (wrong.length === 0) return { manifest, list };
  const named = wrong.slice(0, mostNamed).join(', ');
  throw new AppError(
    'INVALID_INPUT',
    `This backup is damaged. Files that are missing or not as they were written: ${String(wrong.length)} (${named}).`,
  );
}

async function isAsWritten(path: string, expected: Partial<Measured>): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) return false;
  if (expected.bytes !== undefined && info.size !== expected.bytes) return false;
  return (await measureFile(path)).sha256 === expected.sha256;
}
