import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@atelier/errors';
import { z } from 'zod';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().nonnegative();

/** One object of the picture store. */
export const BackedUpObject = z.strictObject({
  key: z.string().regex(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/),
  bytes: Count,
  sha256: Sha256,
  contentType: z.string(),
});
export type BackedUpObject = z.infer<typeof BackedUpObject>;

/** `manifest.json`: written last, so that a backup without it was cut short. */
export const BackupManifest = z.strictObject({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  database: z.strictObject({
    bytes: Count,
    sha256: Sha256,
    /** Rows of each table. */
    rows: z.record(z.string(), Count),
  }),
  objects: z.strictObject({
    count: Count,
    bytes: Count,
    /** Of the list, a JSON line for each object. */
    sha256: Sha256,
  }),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

/** Where everything lies in the folder of a backup. */
export function filesOf(folder: string) {
  return {
    manifest: join(folder, 'manifest.json'),
    dump: join(folder, 'database.dump'),
    list: join(folder, 'objects.jsonl'),
    objects: join(folder, 'objects'),
  } as const;
}

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(filesOf(folder).manifest, text, { flag: 'wx', mode: 0o600, flush: true });
}

/** @throws AppError `INVALID_INPUT` when this is not a whole backup. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  try {
    return BackupManifest.parse(JSON.parse(await readFile(filesOf(folder).manifest, 'utf8')));
  } catch (error) {
    throw new AppError(
      'INVALID_INPUT',
      `${folder} is not a whole backup: its manifest.json is missing or can not be read.`,
      { cause: error },
    );
  }
}

export function toLine(object: BackedUpObject): string {
  return `${JSON.stringify(object)}\n`;
}

/** @throws AppError `INVALID_INPUT` when the list is not one of ours. */
export async function readList(folder: string): Promise<readonly BackedUpObject[]> {
  const text = await readFile(filesOf(folder).list, 'utf8');
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => BackedUpObject.parse(JSON.parse(line)));
  } catch (error) {
    throw new AppError('INVALID_INPUT', `The list of objects in ${folder} can not be read.`, {
      cause: error,
    });
  }
}
