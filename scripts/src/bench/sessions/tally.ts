/** What many sessions came to; times in milliseconds. */
export interface Tally {
  turns: number;
  failed: number;
  /** Answers whose deltas, joined, are not the stored text. */
  differing: number;
  readonly firstTokens: number[];
  readonly wholes: number[];
  /** How often which problem came, by its code. */
  readonly problems: Map<string, number>;
}

export function createTally(): Tally {
  return { turns: 0, failed: 0, differing: 0, firstTokens: [], wholes: [], problems: new Map() };
}

/** Adds what `other` came to. */
export function add(tally: Tally, other: Tally): void {
  tally.turns += other.turns;
  tally.failed += other.failed;
  tally.differing += other.differing;
  tally.firstTokens.push(...other.firstTokens);
  tally.wholes.push(...other.wholes);
  for (const [problem, times] of other.problems) {
    tally.problems.set(problem, (tally.problems.get(problem) ?? 0) + times);
  }
}

/** The value that this share of the values does not exceed; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
