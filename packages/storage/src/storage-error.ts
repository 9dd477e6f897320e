import { AppError } from '@atelier/errors';

const full = new Set(['ENOSPC', 'EDQUOT']);

/** The code of a system error (`ENOSPC`, `ECONNREFUSED`), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  // Not instanceof: a test runner's modules live in another realm than Node's own errors.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** A system error as an AppError. Others come back as they are: they are mistakes of ours. */
export function toStorageError(error: unknown): unknown {
  const code = systemCode(error);
  if (AppError.is(error) || code === undefined) return error;
  if (full.has(code)) {
    return new AppError('STORAGE_FULL', 'The disk of the picture store is full.', { cause: error });
  }
  return new AppError('STORAGE_UNAVAILABLE', `The picture store does not answer (${code}).`, {
    cause: error,
  });
}
