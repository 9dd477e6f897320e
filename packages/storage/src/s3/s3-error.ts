import { AppError } from '@atelier/errors';
import { systemCode } from '../storage-error.js';

const full = new Set(['QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull']);
const refusals = new Set([401, 403]);

/** What an S3 server said of a call that it did not carry out. */
interface Answer {
  /** For instance `NoSuchKey`. */
  readonly name: string;
  readonly status: number | undefined;
}

function toAnswer(error: unknown): Answer {
  const { name, $metadata } = (error ?? {}) as {
    readonly name?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  // The name may come from the server.
  const plain = typeof name === 'string' ? name.replaceAll(/[^A-Za-z0-9]/g, '') : 'unknown';
  return { name: systemCode(error) ?? plain.slice(0, 64), status: $metadata?.httpStatusCode };
}

/** True when the server says that there is no such object. A missing bucket is something else. */
export function isMissing(error: unknown): boolean {
  const { name, status } = toAnswer(error);
  return status === 404 && name !== 'NoSuchBucket';
}

/** True when `If-None-Match` kept a write from replacing an object. */
export function isTaken(error: unknown): boolean {
  return toAnswer(error).status === 412;
}

/** An error of the S3 client as an AppError. */
export function toS3Error(error: unknown): AppError {
  if (AppError.is(error)) return error;
  const { name, status } = toAnswer(error);
  const cause = { cause: error };
  if (full.has(name) || status === 507) {
    return new AppError('STORAGE_FULL', 'The disk of the picture store is full.', cause);
  }
  if (name === 'NoSuchBucket') {
    return new AppError(
      'STORAGE_UNAVAILABLE',
      'The bucket of the picture store is missing.',
      cause,
    );
  }
  if (status !== undefined && refusals.has(status)) {
    const says = `The picture store refuses the credentials (${name}).`;
    return new AppError('STORAGE_UNAVAILABLE', says, cause);
  }
  return new AppError('STORAGE_UNAVAILABLE', `The picture store does not answer (${name}).`, cause);
}
