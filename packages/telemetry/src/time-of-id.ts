/**
 * When an id was made: a UUID of version 7 begins with its time (RFC 9562, 5.7).
 *
 * @returns Unix time in milliseconds; undefined for other ids.
 */
export function timeOfId(id: string): number | undefined {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(id) ?? [];
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16);
}
