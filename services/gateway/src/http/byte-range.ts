import type { ByteRange } from '@atelier/storage';

/** One range: `bytes=0-99`, `bytes=100-` or, counted from the end, `bytes=-100` (RFC 9110, 14.1.2). */
const onePattern = /^bytes=\s*(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))\s*$/i;

/**
 * The part of a file of so many bytes that a Range header asks for. Undefined is the whole file: also
 * for a header that can't be read, and for several ranges, which nothing of ours needs.
 */
export function parseRange(
  header: string | undefined,
  bytes: number,
): ByteRange | 'outside' | undefined {
  const [, from, to, last] = onePattern.exec(header ?? '') ?? [];
  if (last !== undefined) {
    if (Number(last) === 0 || bytes === 0) return 'outside';
    return { start: Math.max(0, bytes - Number(last)), end: bytes - 1 };
  }
  if (from === undefined) return undefined;
  const start = Number(from);
  const end = to ? Number(to) : bytes - 1;
  if (to && end < start) return undefined;
  return start < bytes ? { start, end: Math.min(end, bytes - 1) } : 'outside';
}
