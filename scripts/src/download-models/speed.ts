/** Tells how fast something comes. */
export interface Speed {
  /** How much there is now, in bytes. Less than before starts the measuring anew. */
  add(bytes: number): void;
  /** Undefined while there is too little to say. */
  bytesPerSecond(): number | undefined;
}

const windowMs = 10_000;
const leastMs = 1_000;

/** The mean over the last ten seconds. */
export function createSpeed(now: () => number): Speed {
  let samples: { readonly at: number; readonly bytes: number }[] = [];
  return {
    add: (bytes) => {
      const at = now();
      if (bytes < (samples.at(-1)?.bytes ?? 0)) samples = [];
      samples.push({ at, bytes });
      samples = samples.filter((sample) => at - sample.at <= windowMs);
    },
    bytesPerSecond: () => {
      const [first, last] = [samples.at(0), samples.at(-1)];
      if (!first || !last) return undefined;
      const elapsedMs = now() - first.at;
      if (elapsedMs < leastMs) return undefined;
      return ((last.bytes - first.bytes) * 1_000) / elapsedMs;
    },
  };
}
