import { loadConfig, logLevel, wholeNumber } from '@atelier/config';
import { adapterList, OpenVinoSettings } from '@atelier/engine-openvino';
import { ModelReaderSettings } from '@atelier/model-store';
import { BlobStoreSettings } from '@atelier/storage';
import { TelemetrySettings } from '@atelier/telemetry';
import { z } from 'zod';

/** The diffusion-worker's settings. `.env.example` is made from these descriptions. */
export const DiffusionWorkerConfig = z.object({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'use redis://…' })
    .meta({ description: 'Redis 7.2 or newer. Left out, npm start runs its own.' }),
  ...BlobStoreSettings.shape,
  WORKER_ID: z
    .string()
    .max(128, 'use at most 128 characters')
    .optional()
    .meta({ description: 'Name of this worker; left out, made from host and process.' }),
  ENGINE: z
    .enum(['auto', 'openvino', 'mock'], 'use auto, openvino or mock')
    .default('auto')
    .meta({ description: 'What computes: openvino, mock, or auto for openvino.' }),
  IMAGE_MODEL_DIR: z
    .string()
    .optional()
    .meta({ description: 'Folder of a diffusion model to use, whatever is chosen.' }),
  ...ModelReaderSettings.omit({ CHAT_MODEL: true }).shape,
  IMAGE_ADAPTERS: adapterList().optional().meta({
    description: 'LoRA adapters of the image model: safetensors files, or file=alpha, with commas.',
  }),
  ...OpenVinoSettings.shape,
  QUEUE_LOCK_MS: wholeNumber(1_000, 600_000)
    .default(15_000)
    .meta({ description: 'A silent worker loses its job after this long, in milliseconds.' }),
  QUEUE_STALLED_EVERY_MS: wholeNumber(100, 600_000)
    .default(5_000)
    .meta({ description: 'How often to look for lost jobs, in milliseconds.' }),
  MOCK_STEP_DELAY_MS: wholeNumber(0, 60_000)
    .default(0)
    .meta({ description: 'Time that a step of the mock engine takes, in milliseconds.' }),
  ...TelemetrySettings.shape,
  LOG_LEVEL: logLevel().default('info').meta({ description: 'error, warn, info or debug.' }),
});
export type DiffusionWorkerConfig = z.output<typeof DiffusionWorkerConfig>;

/** @throws AppError `INVALID_CONFIG` */
export function loadDiffusionWorkerConfig(
  environment: Readonly<Record<string, string | undefined>>,
): DiffusionWorkerConfig {
  return loadConfig(DiffusionWorkerConfig, environment);
}
