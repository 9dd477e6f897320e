import { AppError } from '@atelier/errors';
import type { ListOptions } from './blob-store.js';

const maxKeyLength = 512;
const maxSegmentLength = 255;
const maxListLimit = 1_000;
// A segment never starts with a dot: no `..`, and the drivers' own files can't be reached.
const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** True for a name that can stand between two slashes of a key. */
export function isKeySegment(name: string): boolean {
  return name.length <= maxSegmentLength && segment.test(name);
}

/** True for what `put` would take as a key. */
export function isKey(key: string): boolean {
  return key.length <= maxKeyLength && key.split('/').every(isKeySegment);
}

/** @throws AppError `INVALID_INPUT` when this can't be a key. */
export function checkKey(key: string): void {
  if (isKey(key)) return;
  throw new AppError('INVALID_INPUT', 'This is not a key of the picture store.');
}

/** @throws AppError `INVALID_INPUT` when no key can start like this, or the page is out of range. */
export function checkListing(prefix: string, { limit, after }: ListOptions): void {
  const segments = prefix.split('/');
  const last = segments.pop() ?? '';
  const fits =
    prefix.length <= maxKeyLength &&
    segments.every(isKeySegment) &&
    (last === '' || isKeySegment(last));
  if (!fits) throw new AppError('INVALID_INPUT', 'No key of the picture store starts like this.');
  if (after !== undefined) checkKey(after);
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxListLimit) return;
  throw new AppError('INVALID_INPUT', `The limit of a listing is 1 to ${maxListLimit}.`);
}
