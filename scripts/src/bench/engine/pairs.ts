/** Seconds of the same work done by both sides, one right after the other. */
export interface Pair {
  readonly raw: number;
  readonly driver: number;
}

/**
 * `rounds` pairs after `warmUps` that don't count. Both sides take turns in being first, so that a
 * machine that grows slower or faster favours neither.
 */
export async function measurePairs(
  rounds: number,
  warmUps: number,
  raw: (round: number) => Promise<number>,
  driver: (round: number) => Promise<number>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const pair = round % 2 === 0 ? await rawFirst(round) : await driverFirst(round);
    if (round >= warmUps) pairs.push(pair);
  }
  return pairs;

  async function rawFirst(round: number): Promise<Pair> {
    const rawSeconds = await raw(round);
    return { raw: rawSeconds, driver: await driver(round) };
  }
  async function driverFirst(round: number): Promise<Pair> {
    const driverSeconds = await driver(round);
    return { raw: await raw(round), driver: driverSeconds };
  }
}

/** The middle one; of an even number the mean of both. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (low + high) / 2;
}

/** Runs `work` and tells its seconds. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
