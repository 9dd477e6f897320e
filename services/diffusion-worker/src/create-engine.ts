import type { ImageEngine } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import type { DiffusionWorkerConfig } from './config.js';

type Create = (config: DiffusionWorkerConfig) => ImageEngine;

const engines: Readonly<Record<DiffusionWorkerConfig['ENGINE'], Create>> = {
  mock: (config) => createMockImageEngine({ stepDelayMs: config.MOCK_STEP_DELAY_MS }),
};

/** The engine that the configuration names. */
export function createEngine(config: DiffusionWorkerConfig): ImageEngine {
  return engines[config.ENGINE](config);
}
