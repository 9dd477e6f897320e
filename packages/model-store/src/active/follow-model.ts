import type { ModelFallback } from '@atelier/contracts';
import { AppError, toAppError } from '@atelier/errors';
import type { ResolvedModel } from '../model-store.js';

/** What an engine is told to load. */
export interface ModelToLoad {
  readonly id: string;
  /** Its folder, absolute. */
  readonly path: string;
  /** It is here in the place of another: what is set up for that one does not belong to it. */
  readonly standsIn: boolean;
}

/** An engine that can move over to another model without dropping a request. */
export interface SwappableEngine {
  swap(model: ModelToLoad): Promise<void>;
}

export interface FollowOptions<Engine extends SwappableEngine> {
  /** The model to run now. */
  readonly resolve: () => Promise<ResolvedModel>;
  /** The one to run when the wanted one does not load at the start. */
  readonly starter: () => Promise<ResolvedModel>;
  readonly load: (model: ModelToLoad) => Promise<Engine>;
  /** Between two looks, in milliseconds; 2,000 unless told. */
  readonly everyMs?: number;
  /** Until a folder that did not load is tried again, in milliseconds; doubles. 30,000 unless told. */
  readonly retryMs?: number;
  readonly onMoved?: (model: ModelToLoad) => void;
  readonly onFailed?: (model: ModelToLoad, error: unknown) => void;
}

/** An engine that runs what is chosen. */
export interface FollowedModel<Engine> {
  readonly engine: Engine;
  /** Why it runs another model than the wanted one; undefined when it does not. */
  fallback(): ModelFallback | undefined;
  /** Looks no more. The engine stays. */
  stop(): void;
}

interface Failure {
  readonly folder: string;
  readonly says: string;
  readonly count: number;
  readonly againAt: number;
}

const longestRetryMs = 900_000;
/** Failures that another model may not have. */
const ofTheModel = ['MODEL_MISSING', 'ENGINE_FAILED', 'ENGINE_LOST', 'DEADLINE_EXCEEDED'];

/**
 * Loads the chosen model, or the starter while it can not be used, and moves over whenever the choice
 * or what is on the disk has changed. A model that does not load costs nothing but the try: the
 * present one stays.
 *
 * @throws AppError what `resolve` and `load` throw, when not even the starter loads.
 */
export async function followModel<Engine extends SwappableEngine>(
  options: FollowOptions<Engine>,
): Promise<FollowedModel<Engine>> {
  const { resolve, everyMs = 2_000, retryMs = 30_000 } = options;
  let failure: Failure | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const failed = (model: ResolvedModel, error: unknown) => {
    const count = failure?.folder === model.folder ? failure.count + 1 : 1;
    const says = `${model.entry.id} does not load. ${toAppError(error).message}`.slice(0, 1_000);
    const waitMs = Math.min(retryMs * 2 ** (count - 1), longestRetryMs);
    failure = { folder: model.folder, says, count, againAt: Date.now() + waitMs };
    options.onFailed?.(toLoad(model), error);
  };
  const loadFirst = async () => {
    const first = await resolve();
    try {
      const engine = await options.load(toLoad(first));
      return { model: first, engine, fallback: first.fallback };
    } catch (error) {
      const starter = isOfTheModel(error) ? await options.starter().catch(() => first) : first;
      if (starter.folder === first.folder) throw error;
      failed(first, error);
      const engine = await options.load({ ...toLoad(starter), standsIn: true });
      return { model: starter, engine, fallback: toFailed(first, failure) };
    }
  };

  const start = await loadFirst();
  const { engine } = start;
  let running = start.model;
  let { fallback }: { readonly fallback?: ModelFallback | undefined } = start;

  const look = async () => {
    const next = await resolve();
    if (next.folder === running.folder) {
      fallback = next.fallback;
      return;
    }
    if (failure?.folder === next.folder && Date.now() < failure.againAt) {
      fallback = toFailed(next, failure);
      return;
    }
    fallback = next.fallback ?? toLoading(next);
    try {
      await engine.swap(toLoad(next));
    } catch (error) {
      failed(next, error);
      fallback = toFailed(next, failure);
      return;
    }
    running = next;
    failure = undefined;
    fallback = next.fallback;
    options.onMoved?.(toLoad(next));
  };
  const lookAgain = () => {
    // What can't be looked up now, on a full disk for instance, may be at the next look.
    void look()
      .catch(() => undefined)
      .then(() => {
        if (!stopped) timer = setTimeout(lookAgain, everyMs);
      });
  };
  timer = setTimeout(lookAgain, everyMs);

  return {
    engine,
    fallback: () => fallback,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function toLoad({ entry, folder, fallback }: ResolvedModel): ModelToLoad {
  return { id: entry.id, path: folder, standsIn: fallback !== undefined };
}

function toLoading({ entry }: ResolvedModel): ModelFallback {
  return { wanted: entry.id, code: 'loading', says: `${entry.id} is being loaded.` };
}

function toFailed({ entry }: ResolvedModel, failure: Failure | undefined): ModelFallback {
  return { wanted: entry.id, code: 'failed', says: failure?.says ?? '' };
}

function isOfTheModel(error: unknown): boolean {
  return AppError.is(error) && ofTheModel.includes(error.code);
}
