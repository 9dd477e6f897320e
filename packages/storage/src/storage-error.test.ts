import { AppError } from '@atelier/errors';
import { describe, expect, it } from '@jest/globals';
import { toStorageError } from './storage-error.js';

const systemError = (code: string) => Object.assign(new Error(`${code}: /secret/path`), { code });

describe('system errors', () => {
  it.each([
    ['ENOSPC', 'STORAGE_FULL'],
    ['EDQUOT', 'STORAGE_FULL'],
    ['EIO', 'STORAGE_UNAVAILABLE'],
    ['EROFS', 'STORAGE_UNAVAILABLE'],
    ['EACCES', 'STORAGE_UNAVAILABLE'],
    ['ESTALE', 'STORAGE_UNAVAILABLE'],
  ])('%s is %s, without the path', (code, expected) => {
    const error = toStorageError(systemError(code)) as AppError;
    expect(error).toMatchObject({ code: expected, retryable: true });
    expect(error.message).not.toContain('/secret');
  });

  it('are not confused with mistakes of ours', () => {
    const mistake = new TypeError('x is not a function');
    expect(toStorageError(mistake)).toBe(mistake);
    const known = new AppError('INVALID_INPUT');
    expect(toStorageError(known)).toBe(known);
    const internal = Object.assign(new Error('bad'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect(toStorageError(internal)).toBe(internal);
  });
});
