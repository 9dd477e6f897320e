import { loadConfig, logLevel, port, wholeNumber } from '@atelier/config';
import { OpenVinoSettings } from '@atelier/engine-openvino';
import { z } from 'zod';

/** The llm-worker's settings. `.env.example` is made from these descriptions. */
export const LlmWorkerConfig = z.object({
  HOST: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  PORT: port().default(8081).meta({ description: 'Port to listen on; 0 picks a free one.' }),
  LLM_WORKER_TOKEN: z
    .string()
    .min(16, 'use at least 16 characters')
    .meta({ description: 'Secret that the gateway shows to the llm-worker.' }),
  ENGINE: z
    .enum(['auto', 'openvino', 'mock'], 'use auto, openvino or mock')
    .default('auto')
    .meta({ description: 'What computes: openvino, mock, or auto for openvino where it can be.' }),
  CHAT_MODEL_DIR: z
    .string()
    .optional()
    .meta({ description: 'Folder of a chat model in OpenVINO format.' }),
  DRAFT_MODEL_DIR: z
    .string()
    .optional()
    .meta({ description: 'Folder of a smaller model that guesses ahead (speculative decoding).' }),
  KV_CACHE_MB: wholeNumber(16, 1_048_576)
    .optional()
    .meta({ description: 'Memory for keys and values in MiB; left out, it follows the machine.' }),
  LLM_MAX_SEQUENCES: wholeNumber(1, 1_024)
    .default(64)
    .meta({ description: 'Answers that are generated at once.' }),
  ...OpenVinoSettings.shape,
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
