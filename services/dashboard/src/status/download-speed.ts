/** How far a download was at a time. */
export interface Sample {
  /** Milliseconds on any clock. */
  readonly atMs: number;
  readonly bytes: number;
}

/** Speed is told over the last so many milliseconds: less would jump, more would lag. */
const windowMs = 15_000;
const leastMs = 1_500;

/** The samples with one more; a download that fell back begins anew. */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (!last || next.bytes < last.bytes) return [next];
  if (next.bytes === last.bytes && next.atMs - last.atMs < leastMs) return samples;
  return [...samples.filter(({ atMs }) => next.atMs - atMs <= windowMs), next];
}

export interface Pace {
  readonly bytesPerSecond: number;
  /** Undefined while nothing comes. */
  readonly secondsLeft: number | undefined;
}

/** How fast it is and how long it takes; undefined until there is something to tell from. */
export function paceOf(samples: readonly Sample[], totalBytes: number): Pace | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < leastMs) return undefined;
  const bytesPerSecond = ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1_000;
  const left = Math.max(totalBytes - last.bytes, 0);
  return { bytesPerSecond, secondsLeft: bytesPerSecond > 0 ? left / bytesPerSecond : undefined };
}
