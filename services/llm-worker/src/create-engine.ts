import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TextEngine } from '@atelier/engine';
import { createMockTextEngine } from '@atelier/engine-mock';
import {
  createOpenVinoTextEngine,
  hasOpenVinoRuntime,
  toOpenVinoOptions,
} from '@atelier/engine-openvino';
import { createRemoteTextEngine } from '@atelier/engine-remote';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { LlmWorkerConfig } from './config.js';

/** Tokens that a draft model guesses before the model checks them. */
const draftTokens = 5;

/**
 * The engine that the configuration names. `auto` is the remote server where one is named, else
 * OpenVINO.
 *
 * @throws AppError `INVALID_CONFIG`, `MODEL_MISSING`, `CANNOT_START`, `ENGINE_*`.
 */
export async function createEngine(config: LlmWorkerConfig, log: Logger): Promise<TextEngine> {
  switch (config.ENGINE) {
    case 'mock':
      return createMockTextEngine({ tokenDelayMs: config.MOCK_TEXT_DELAY_MS });
    case 'remote':
      return createRemote(config);
    case 'openvino':
      return await createOpenVino(config, log);
    case 'auto':
      if (config.REMOTE_CHAT_URL !== undefined) return createRemote(config);
      return await createOpenVino(config, log);
  }
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
  });
}

async function createOpenVino(config: LlmWorkerConfig, log: Logger): Promise<TextEngine> {
  const { CHAT_MODEL_DIR: modelDir, DRAFT_MODEL_DIR: draftDir, KV_CACHE_MB: kvCacheMb } = config;
  if (modelDir === undefined) {
    const message =
      'No chat model: set CHAT_MODEL_DIR to its folder, or ENGINE=mock to do without.';
    throw new AppError('INVALID_CONFIG', message);
  }
  if (!hasOpenVinoRuntime(config)) {
    const message = 'No OpenVINO runtime: install it, or name its Python in OPENVINO_PYTHON.';
    throw new AppError('INVALID_CONFIG', message);
  }
  return await createOpenVinoTextEngine({
    ...toOpenVinoOptions(config, modelDir),
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
