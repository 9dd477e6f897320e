export interface KeptOptions<Value> {
  readonly read: () => Promise<Value>;
  /** A value is good for so many milliseconds. */
  readonly keepMs: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** A value that took long to read is good for this many times as long. */
const restShare = 20;

/**
 * What was read last, read anew when it is too old; whoever asks meanwhile shares one reading. What
 * takes long is read more rarely, so that reading never takes more than a twentieth of the time.
 */
export function createKept<Value>(options: KeptOptions<Value>): () => Promise<Value> {
  const { read, keepMs, now = () => performance.now() } = options;
  let latest: { readonly value: Promise<Value>; until: number } | undefined;
  return () => {
    if (latest !== undefined && now() < latest.until) return latest.value;
    const startedAt = now();
    const reading = { value: read(), until: Number.POSITIVE_INFINITY };
    latest = reading;
    reading.value.then(
      () => {
        reading.until = now() + Math.max(keepMs, (now() - startedAt) * restShare);
      },
      () => {
        if (latest === reading) latest = undefined;
      },
    );
    return reading.value;
  };
}
