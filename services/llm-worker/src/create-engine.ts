import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ModelFallback } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { createMockTextEngine } from '@atelier/engine-mock';
import {
  createOpenVinoTextEngine,
  hasOpenVinoRuntime,
  toOpenVinoOptions,
  type OpenVinoModel,
  type OpenVinoTextEngine,
} from '@atelier/engine-openvino';
import { createRemoteTextEngine } from '@atelier/engine-remote';
import { AppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import { followModel, openModelReader } from '@atelier/model-store';
import type { LlmWorkerConfig } from './config.js';

/** Tokens that a draft model guesses before the model checks them. */
const draftTokens = 5;

/** An engine, and why its model is another than the wanted one. */
export interface ChosenEngine {
  readonly engine: TextEngine;
  readonly fallback?: () => ModelFallback | undefined;
  close(): Promise<void>;
}

/**
 * The engine that the configuration names. `auto` is the remote server where one is named, else
 * OpenVINO with the model in CHAT_MODEL_DIR, else with the one that is chosen in the folder of models.
 *
 * @throws AppError `INVALID_CONFIG`, `MODEL_MISSING`, `CANNOT_START`, `ENGINE_*`.
 */
export async function createEngine(config: LlmWorkerConfig, log: Logger): Promise<ChosenEngine> {
  switch (config.ENGINE) {
    case 'mock':
      return toChosen(
        createMockTextEngine({
          partDelayMs: config.MOCK_LATENCY_MS,
          maxConcurrency: config.LLM_MAX_SEQUENCES,
        }),
      );
    case 'remote':
      return toChosen(createRemote(config));
    case 'auto':
    case 'openvino':
      break;
  }
  if (config.ENGINE === 'auto' && config.REMOTE_CHAT_URL !== undefined) {
    return toChosen(createRemote(config));
  }
  const { CHAT_MODEL_DIR: path } = config;
  if (path === undefined) return await followChosen(config, log);
  return toChosen(await createOpenVino(config, { id: basename(resolve(path)), path }, log));
}

function toChosen(engine: TextEngine): ChosenEngine {
  return { engine, close: () => engine.close() };
}

async function followChosen(config: LlmWorkerConfig, log: Logger): Promise<ChosenEngine> {
  const models = await openModelReader(config);
  const { engine, fallback, stop } = await followModel({
    resolve: () => models.resolve('chat'),
    starter: () => models.starter('chat'),
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
    close: async () => {
      stop();
      await Promise.all([engine.close(), models.close()]);
    },
  };
}

function createRemote(config: LlmWorkerConfig): TextEngine {
  const { REMOTE_CHAT_URL: baseUrl, REMOTE_CHAT_MODEL: model } = config;
  if (baseUrl === undefined || model === undefined) {
    const message = 'A remote chat server needs REMOTE_CHAT_URL and REMOTE_CHAT_MODEL.';
    throw new AppError('INVALID_CONFIG', message);
  }
  return createRemoteTextEngine({
    baseUrl,
    model,
    apiKey: config.REMOTE_CHAT_API_KEY,
    flavour: config.REMOTE_CHAT_FLAVOUR,
    maxConcurrency: config.LLM_MAX_SEQUENCES,
    contextTokens: config.REMOTE_CHAT_CONTEXT_TOKENS,
  });
}

async function createOpenVino(
  config: LlmWorkerConfig,
  model: OpenVinoModel,
  log: Logger,
): Promise<OpenVinoTextEngine> {
  const { DRAFT_MODEL_DIR: draftDir, KV_CACHE_MB: kvCacheMb } = config;
  if (!hasOpenVinoRuntime(config)) {
    const message = 'No OpenVINO runtime: install it, or name its Python in OPENVINO_PYTHON.';
    throw new AppError('INVALID_CONFIG', message);
  }
  return await createOpenVinoTextEngine({
    ...toOpenVinoOptions(config, model),
    maxConcurrency: config.LLM_MAX_SEQUENCES,
    ...(kvCacheMb !== undefined && { kvCacheBytes: kvCacheMb * 1024 * 1024 }),
    ...(config.CHAT_ADAPTERS && { adapters: config.CHAT_ADAPTERS }),
    ...(draftDir !== undefined && { draft: toDraft(draftDir) }),
    log: (level, event, message) => {
      log[level](event, { message });
    },
    onStage: (stage) => {
      log.info('model.loading', { state: stage });
    },
  });
}

function toDraft(folder: string): { readonly path: string; readonly tokens: number } {
  const path = resolve(folder);
  if (!existsSync(join(path, 'openvino_model.xml'))) {
    throw new AppError('MODEL_MISSING', `There is no draft model in ${path}.`);
  }
  return { path, tokens: draftTokens };
}
