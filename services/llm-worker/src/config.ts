import { loadConfig, logLevel, port, wholeNumber } from '@atelier/config';
import { adapterList, OpenVinoSettings } from '@atelier/engine-openvino';
import { remoteFlavours } from '@atelier/engine-remote';
import { ModelReaderSettings } from '@atelier/model-store';
import { TelemetrySettings } from '@atelier/telemetry';
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
    .enum(['auto', 'openvino', 'remote', 'mock'], 'use auto, openvino, remote or mock')
    .default('auto')
    .meta({ description: 'What computes: openvino, remote, mock, or auto for what is set up.' }),
  CHAT_MODEL_DIR: z
    .string()
    .optional()
    .meta({ description: 'Folder of a chat model to use, whatever is chosen.' }),
  ...ModelReaderSettings.omit({ IMAGE_MODEL: true }).shape,
  CHAT_ADAPTERS: adapterList().optional().meta({
    description: 'LoRA adapters of the chat model: safetensors files, or file=alpha, with commas.',
  }),
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
  REMOTE_CHAT_URL: z.string().optional().meta({
    description: 'Chat server in the shape of OpenAI, for instance http://127.0.0.1:8000/v1.',
  }),
  REMOTE_CHAT_MODEL: z
    .string()
    .optional()
    .meta({ description: "The chat server's name of the model." }),
  REMOTE_CHAT_API_KEY: z.string().optional().meta({ description: 'Key for the chat server.' }),
  REMOTE_CHAT_FLAVOUR: z
    .enum(remoteFlavours)
    .default('compatible')
    .meta({ description: 'Whose server it is; decides which settings it is sent.' }),
  REMOTE_CHAT_CONTEXT_TOKENS: wholeNumber(128, 10_000_000)
    .optional()
    .meta({ description: 'Tokens of prompt and answer together that the chat server takes.' }),
  ...OpenVinoSettings.shape,
  LLM_MAX_WAITING: wholeNumber(0, 100_000).default(512).meta({
    description: 'Requests that may wait for a free seat; one user may have half of them.',
  }),
  MOCK_LATENCY_MS: wholeNumber(0, 60_000).default(0).meta({
    description: 'Time before each part of an answer of the mock engine, in milliseconds.',
  }),
  ...TelemetrySettings.shape,
  LOG_LEVEL: logLevel().default('info').meta({ description: 'error, warn, info or debug.' }),
});
export type LlmWorkerConfig = z.output<typeof LlmWorkerConfig>;

/** @throws AppError `INVALID_CONFIG` */
export function loadLlmWorkerConfig(
  environment: Readonly<Record<string, string | undefined>>,
): LlmWorkerConfig {
  return loadConfig(LlmWorkerConfig, environment);
}
