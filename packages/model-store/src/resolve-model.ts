import type { ModelTask } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Catalog } from './catalog/load-catalog.js';
import type { FallbackCode, ModelState, ResolvedModel } from './model-store.js';

export interface ResolveContext {
  readonly catalog: Catalog;
  readonly offline: boolean;
  readonly look: (id: string) => Promise<ModelState>;
  /** The code of the failure that ended the last download. */
  readonly failureCode: (id: string) => Promise<string | undefined>;
}

interface Fallback {
  readonly code: FallbackCode;
  readonly says: string;
}

/** The wanted model of a task, or the starter with the reason. */
export async function resolveModel(
  context: ResolveContext,
  task: ModelTask,
  wanted: string,
): Promise<ResolvedModel> {
  const { catalog, look } = context;
  const entry = catalog.entries.find(({ id }) => id === wanted);
  const state = entry?.task === task ? await look(wanted) : undefined;
  if (state?.status === 'ready') return toResolved(state);
  const fallback = state ? await reasonOf(context, state) : notInCatalog(wanted, task, entry?.task);
  const starterId = catalog.starter[task];
  const starter = starterId === wanted ? state : await look(starterId);
  if (starter?.status === 'ready') {
    return { ...toResolved(starter), fallback: { wanted, ...fallback } };
  }
  const also = starterId === wanted ? '' : ` The starter ${starterId} is not there either.`;
  throw new AppError('MODEL_MISSING', `${fallback.says}${also}`);
}

function toResolved({ entry, folder = '', commit }: ModelState): ResolvedModel {
  return { entry, folder, ...(commit !== undefined && { commit }) };
}

function notInCatalog(wanted: string, task: ModelTask, is: ModelTask | undefined): Fallback {
  if (is === undefined) return { code: 'unknown', says: `The catalog has no model ${wanted}.` };
  return { code: 'wrong-task', says: `${wanted} is a model for ${is}, not for ${task}.` };
}

async function reasonOf(context: ResolveContext, state: ModelState): Promise<Fallback> {
  const { entry, status, reason, progress } = state;
  const { id } = entry;
  const why = reason === undefined ? '' : ` ${reason}`;
  const failure = await context.failureCode(id);
  const isUnreachable = failure === 'HUB_UNREACHABLE' && !context.offline;
  if (status === 'downloading' && !isUnreachable) {
    const percent =
      progress && progress.totalBytes > 0
        ? ` (${Math.floor((100 * progress.bytes) / progress.totalBytes)} %)`
        : '';
    return { code: 'downloading', says: `${id} is being downloaded${percent}.` };
  }
  if (status === 'damaged') return { code: 'damaged', says: `${id} is damaged.${why}` };
  if (entry.source === 'folder') {
    return { code: 'not-downloaded', says: `${id} is not there.${why}` };
  }
  if (context.offline) {
    return { code: 'offline', says: `${id} is not here, and Atelier is told to stay offline.` };
  }
  if (isUnreachable) {
    return { code: 'hub-unreachable', says: `${id} is not here: hub unreachable.${why}` };
  }
  if (failure !== undefined) {
    return { code: 'failed', says: `${id} could not be downloaded.${why}` };
  }
  return { code: 'not-downloaded', says: `${id} has not been downloaded.` };
}
