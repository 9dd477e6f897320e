import type { ImageEngine } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import {
  createOpenVinoImageEngine,
  hasOpenVinoRuntime,
  toOpenVinoOptions,
} from '@atelier/engine-openvino';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { DiffusionWorkerConfig } from './config.js';

/** Drawing gives way to chat on the same machine. */
const niceness = 10;

/**
 * The engine that the configuration names. `auto` is OpenVINO where its runtime and a model are.
 *
 * @throws AppError `INVALID_CONFIG`, `MODEL_MISSING`, `CANNOT_START`, `ENGINE_*`.
 */
export async function createEngine(
  config: DiffusionWorkerConfig,
  log: Logger,
): Promise<ImageEngine> {
  if (config.ENGINE === 'mock') {
    return createMockImageEngine({ stepDelayMs: config.MOCK_STEP_DELAY_MS });
  }
  const { IMAGE_MODEL_DIR: modelDir, IMAGE_ADAPTERS: adapters } = config;
  if (modelDir === undefined) {
    const message =
      'No image model: set IMAGE_MODEL_DIR to its folder, or ENGINE=mock to do without.';
    throw new AppError('INVALID_CONFIG', message);
  }
  if (!hasOpenVinoRuntime(config)) {
    const message = 'No OpenVINO runtime: install it, or name its Python in OPENVINO_PYTHON.';
    throw new AppError('INVALID_CONFIG', message);
  }
  return await createOpenVinoImageEngine({
    ...toOpenVinoOptions(config, modelDir),
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
