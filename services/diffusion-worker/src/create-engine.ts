import { basename, resolve } from 'node:path';
import type { ModelFallback } from '@atelier/contracts';
import type { ImageEngine } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import {
  createOpenVinoImageEngine,
  hasOpenVinoRuntime,
  toOpenVinoOptions,
  type OpenVinoImageEngine,
  type OpenVinoModel,
} from '@atelier/engine-openvino';
import { AppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import { followModel, openModelReader, type ResolvedModel } from '@atelier/model-store';
import type { DiffusionWorkerConfig } from './config.js';
import { anySize, readModelScope, toModelScope, type ModelScope } from './model-scope.js';

/** Drawing gives way to chat on the same machine. */
const niceness = 10;

/** An engine, and why its model is another than the wanted one. */
export interface ChosenEngine {
  readonly engine: ImageEngine;
  /** What its present model draws best. */
  readonly scope: () => ModelScope;
  readonly fallback?: () => ModelFallback | undefined;
  close(): Promise<void>;
}

/**
 * The engine that the configuration names: the mock, or OpenVINO with the model in IMAGE_MODEL_DIR,
 * else with the one that is chosen in the folder of models.
 *
 * @throws AppError `INVALID_CONFIG`, `MODEL_MISSING`, `CANNOT_START`, `ENGINE_*`.
 */
export async function createEngine(
  config: DiffusionWorkerConfig,
  log: Logger,
): Promise<ChosenEngine> {
  if (config.ENGINE === 'mock') {
    return toChosen(createMockImageEngine({ stepDelayMs: config.MOCK_STEP_DELAY_MS }));
  }
  const { IMAGE_MODEL_DIR: path } = config;
  if (path === undefined) return await followChosen(config, log);
  const engine = await createOpenVino(config, { id: basename(resolve(path)), path }, log);
  return toChosen(engine, await readModelScope(path));
}

/** An engine that keeps its model. */
export function toChosen(engine: ImageEngine, scope = anySize): ChosenEngine {
  return { engine, scope: () => scope, close: () => engine.close() };
}

async function followChosen(config: DiffusionWorkerConfig, log: Logger): Promise<ChosenEngine> {
  const models = await openModelReader(config);
  const scopes = new Map<string, ModelScope>();
  const noting = async (resolved: Promise<ResolvedModel>) => {
    const { entry } = await resolved;
    if (entry.task === 'image') scopes.set(entry.id, toModelScope(entry.defaults));
    return resolved;
  };
  const { engine, fallback, stop } = await followModel({
    resolve: () => noting(models.resolve('image')),
    starter: () => noting(models.starter('image')),
    load: (model) => createOpenVino(config, model, log),
    onMoved: ({ id }) => {
      log.info('model.moved', { model: id });
    },
    onFailed: ({ id }, error) => {
      log.warn('model.not-loaded', { model: id, ...errorFields(error) });
    },
  });
  return {
    engine,
    fallback,
    scope: () => scopes.get(engine.info.model) ?? anySize,
    close: async () => {
      stop();
      await Promise.all([engine.close(), models.close()]);
    },
  };
}

async function createOpenVino(
  config: DiffusionWorkerConfig,
  model: OpenVinoModel,
  log: Logger,
): Promise<OpenVinoImageEngine> {
  if (!hasOpenVinoRuntime(config)) {
    const message = 'No OpenVINO runtime: install it, or name its Python in OPENVINO_PYTHON.';
    throw new AppError('INVALID_CONFIG', message);
  }
  const { IMAGE_ADAPTERS: adapters } = config;
  return await createOpenVinoImageEngine({
    ...toOpenVinoOptions(config, model),
    niceness,
    ...(adapters && { adapters }),
    log: (level, event, message) => {
      log[level](event, { message });
    },
    onStage: (stage) => {
      log.info('model.loading', { state: stage });
    },
  });
}
