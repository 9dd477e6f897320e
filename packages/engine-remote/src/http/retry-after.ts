const maxWaitMs = 600_000;

/**
 * The wait that a server asks for, in milliseconds, at most ten minutes: `retry-after-ms`, or
 * `retry-after` as seconds or as a date.
 */
export function retryAfterMs(
  header: { readonly ms: string | undefined; readonly s: string | undefined },
  now = Date.now(),
): number | undefined {
  const waits = [
    Number(header.ms ?? NaN),
    Number(header.s ?? NaN) * 1_000,
    Date.parse(header.s ?? '') - now,
  ];
  const wait = waits.find((value) => Number.isFinite(value));
  return wait === undefined ? undefined : Math.round(Math.min(Math.max(wait, 0), maxWaitMs));
}
