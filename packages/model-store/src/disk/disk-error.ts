import { AppError } from '@atelier/errors';

const full = new Set(['ENOSPC', 'EDQUOT']);

/** The code of a system error (`ENOSPC`), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  // Not instanceof: a test runner's modules live in another realm than Node's own errors.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** A system error as an AppError. Others come back as they are. */
export function toDiskError(error: unknown): unknown {
  const code = systemCode(error);
  if (AppError.is(error) || code === undefined) return error;
  if (full.has(code)) {
    const says = 'The disk of the models is full: make room and start the download again.';
    return new AppError('STORAGE_FULL', says, { cause: error });
  }
  const says = `The folder of the models can not be used (${code}).`;
  return new AppError('STORAGE_UNAVAILABLE', says, { cause: error });
}

/** For `catch`: turns "no such file" into undefined. */
export function undefinedIfMissing(error: unknown): undefined {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
