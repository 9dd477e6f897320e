import { AppError } from '@atelier/errors';
import type { BlobStoreLimits } from './blob-store.js';

/** The limits with the defaults filled in. */
export function toLimits({ timeoutMs, maxBytes }: BlobStoreLimits): Required<BlobStoreLimits> {
  return { timeoutMs: timeoutMs ?? 10_000, maxBytes: maxBytes ?? 256 * 1024 * 1024 };
}

/** Time for a call that moves this many bytes, in ms: a store slower than 1 MiB/s counts as gone. */
export function transferTimeoutMs(timeoutMs: number, bytes: number): number {
  return timeoutMs + Math.ceil((bytes / 1024 ** 2) * 1_000);
}

/** An object that has more bytes than `get` may bring into memory. */
export function tooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The object has more than ${maxBytes} bytes.`);
}
