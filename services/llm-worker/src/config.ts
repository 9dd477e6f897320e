import { loadConfig, logLevel, port, wholeNumber } from '@atelier/config';
import { z } from 'zod';

/** The llm-worker's settings. `.env.example` is made from these descriptions. */
export const LlmWorkerConfig = z.object({
  HOST: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  PORT: port().default(8081).meta({ description: 'Port to listen on; 0 picks a free one.' }),
  LLM_WORKER_TOKEN: z
    .string()
    .min(16, 'use at least 16 characters')
    .meta({ description: 'Secret that the gateway shows to the llm-worker.' }),
  ENGINE: z.enum(['mock'], 'use mock').default('mock').meta({ description: 'What answers: mock.' }),
  LLM_MAX_WAITING: wholeNumber(0, 100_000)
    .default(256)
    .meta({ description: 'Requests that may wait for a free seat in the engine.' }),
  MOCK_TEXT_DELAY_MS: wholeNumber(0, 60_000)
    .default(0)
    .meta({ description: 'Time between two tokens of the mock engine, in milliseconds.' }),
  LOG_LEVEL: logLevel().default('info').meta({ description: 'error, warn, info or debug.' }),
});
export type LlmWorkerConfig = z.output<typeof LlmWorkerConfig>;

/** @throws AppError `INVALID_CONFIG` */
export function loadLlmWorkerConfig(
  environment: Readonly<Record<string, string | undefined>>,
): LlmWorkerConfig {
  return loadConfig(LlmWorkerConfig, environment);
}
