import { createHash } from 'node:crypto';

/** A worker as far as the choice is concerned. */
export interface WorkerState {
  /** The same to every gateway, for instance its address. */
  readonly name: string;
  /** Requests that it has, running and waiting. */
  readonly load: number;
  /** It does not answer, or is stopping. */
  readonly isDown: boolean;
}

/** What a worker may have above the least busy one before its conversations go elsewhere. */
const slack = { requests: 4, share: 0.25 };

/**
 * Workers in the order in which they should be asked. A conversation stays with one, whose prefix
 * cache knows it, unless that is clearly busier than another; after that the least busy come first.
 * Those that are down come last, for want of better ones.
 *
 * @param key of the conversation; `spread` instead, where there is none, breaks ties only.
 */
export function chooseWorkers<Worker extends WorkerState>(
  workers: readonly Worker[],
  { key, spread }: { readonly key: string | undefined; readonly spread: string },
): readonly Worker[] {
  const scored = workers.map((worker) => ({
    worker,
    score: rendezvousScore(key ?? spread, worker.name),
  }));
  const ordered = scored
    .sort((a, b) => a.worker.load - b.worker.load || b.score - a.score)
    .map(({ worker }) => worker);
  const up = ordered.filter(({ isDown }) => !isDown);
  const down = ordered.filter(({ isDown }) => isDown);
  const home = scored
    .filter(({ worker }) => !worker.isDown)
    .sort((a, b) => b.score - a.score)
    .at(0)?.worker;
  const least = up.at(0);
  if (key === undefined || home === undefined || least === undefined) return [...up, ...down];
  if (home.load > least.load * (1 + slack.share) + slack.requests) return [...up, ...down];
  return [home, ...up.filter((worker) => worker !== home), ...down];
}

/**
 * Highest random weight: when a worker goes, only its own conversations move.
 * https://en.wikipedia.org/wiki/Rendezvous_hashing
 */
function rendezvousScore(key: string, name: string): number {
  return createHash('sha256').update(`${key}\n${name}`).digest().readUIntBE(0, 6);
}
