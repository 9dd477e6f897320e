import { readFile, rm } from 'node:fs/promises';
import { AppError, toAppError } from '@atelier/errors';
import { z } from 'zod';
import { undefinedIfMissing } from '../disk/disk-error.js';
import { makeFolderInside, writeJson, type Staging, type StoreFolders } from '../disk/folders.js';

/** Why the last download of a model ended early, for every process to see. */
const FailureNote = z.object({ code: z.string(), message: z.string(), at: z.iso.datetime() });
export type FailureNote = z.infer<typeof FailureNote>;

/** Best effort: on a full disk there may be no room for it. */
export async function noteFailure(
  { root }: StoreFolders,
  staging: Staging,
  error: unknown,
): Promise<void> {
  const { code, message } = toAppError(error);
  if (AppError.is(error) && code === 'CANCELLED') return;
  try {
    await makeFolderInside(root, staging.folder);
    await writeJson(staging.failure, { code, message, at: new Date().toISOString() });
  } catch {
    // The caller has the error itself.
  }
}

export async function readFailure(staging: Staging): Promise<FailureNote | undefined> {
  const content = await readFile(staging.failure, 'utf8').catch(undefinedIfMissing);
  try {
    return content === undefined ? undefined : FailureNote.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}

export async function forgetFailure(staging: Staging): Promise<void> {
  await rm(staging.failure, { force: true });
}
