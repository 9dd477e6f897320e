import type { TextEngine } from '@atelier/engine';
import { createMockTextEngine } from '@atelier/engine-mock';
import type { LlmWorkerConfig } from './config.js';

const engines: Readonly<
  Record<LlmWorkerConfig['ENGINE'], (config: LlmWorkerConfig) => TextEngine>
> = {
  mock: (config) => createMockTextEngine({ tokenDelayMs: config.MOCK_TEXT_DELAY_MS }),
};

/** The engine that the configuration names. */
export function createEngine(config: LlmWorkerConfig): TextEngine {
  return engines[config.ENGINE](config);
}
