import type { EngineInfo, WorkerHeartbeat } from '@atelier/contracts';
import type { Database, ImageJobWithImages } from '@atelier/database';

/** Jobs of one recipe that are looked at: more than models anybody goes back and forth between. */
const maxCandidates = 20;

export interface FindReusableOptions {
  readonly recipes: Pick<Database['recipes'], 'findDrawn'>;
  readonly workers: () => Promise<readonly WorkerHeartbeat[]>;
}

/**
 * A finished job of the owner that drew the very same, with the model that every worker has now. An
 * enlargement needs no model.
 */
export async function findReusable(
  ownerId: string,
  recipeHash: string,
  { recipes, workers }: FindReusableOptions,
): Promise<ImageJobWithImages | undefined> {
  const drawn = await recipes.findDrawn(ownerId, recipeHash, maxCandidates);
  if (drawn.length === 0) return undefined;
  // Whether a model still draws is not known without a worker.
  const active = await workers().catch(() => []);
  return drawn.find(({ kind, result }) => {
    if (kind === 'upscale') return true;
    if (result === undefined || active.length === 0) return false;
    return active.every((worker) => isSameModel(result.engine, worker));
  });
}

function isSameModel(then: EngineInfo, now: EngineInfo): boolean {
  if (then.engine !== now.engine || then.model !== now.model) return false;
  const isUnknown = then.modelHash === undefined || now.modelHash === undefined;
  return isUnknown || then.modelHash === now.modelHash;
}
