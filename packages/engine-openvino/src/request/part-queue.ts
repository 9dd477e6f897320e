/** Parts between the runtime, which does not wait, and a reader, who may be slow. */
export interface PartQueue<Part> {
  push(part: Part): void;
  /** Fails the reader once it has read what is there. Only the first failure counts. */
  fail(error: Error): void;
  /** The next part; waits for one. */
  next(): Promise<Part>;
}

/**
 * `merge` joins a part to the one that waits before it, where the two say the same as one: so the
 * queue stays as short as the answer has kinds of parts, however slow the reader.
 */
export function createPartQueue<Part>(
  merge: (waiting: Part, part: Part) => Part | undefined,
): PartQueue<Part> {
  const parts: Part[] = [];
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  return {
    push(part) {
      const last = parts.at(-1);
      const merged = last === undefined ? undefined : merge(last, part);
      if (merged === undefined) parts.push(part);
      else parts[parts.length - 1] = merged;
      wake?.();
    },
    fail(error) {
      failure ??= error;
      wake?.();
    },
    async next() {
      for (;;) {
        const part = parts.shift();
        if (part !== undefined) return part;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    },
  };
}
