import { flag, loadConfig, logLevel, port, wholeNumber } from '@atelier/config';
import { ModelChoiceSettings, ModelStoreSettings } from '@atelier/model-store';
import { z } from 'zod';

/** The gateway's settings. `.env.example` is made from these descriptions. */
export const GatewayConfig = z.object({
  HOST: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  PORT: port().default(8080).meta({ description: 'Port to listen on; 0 picks a free one.' }),
  AUTH_MODE: z
    .enum(['none'], 'use none')
    .default('none')
    .meta({ description: 'none: one person, loopback addresses only.' }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'use postgresql://…' })
    .meta({ description: 'Postgres 15 or newer. Left out, npm start runs its own.' }),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'use redis://…' })
    .meta({ description: 'Redis 7.2 or newer. Left out, npm start runs its own.' }),
  LLM_WORKER_URL: z
    .url({ protocol: /^https?$/, error: 'use http://…' })
    .meta({ description: 'Where the llm-worker listens.' }),
  LLM_WORKER_TOKEN: z
    .string()
    .min(16, 'use at least 16 characters')
    .meta({ description: 'Secret that the gateway shows to the llm-worker.' }),
  USE_MOCKS: flag().default(false).meta({ description: 'Answer and draw with the mock engines.' }),
  MODELS_AUTO_DOWNLOAD: flag()
    .default(true)
    .meta({ description: 'Download the models that should be used, in the background.' }),
  ...ModelStoreSettings.shape,
  ...ModelChoiceSettings.shape,
  CONVERSATION_HISTORY_LIMIT: wholeNumber(0, 200)
    .default(10)
    .meta({ description: 'Turns of a conversation that the model is shown.' }),
  MAX_NEW_TOKENS: wholeNumber(16, 8_192)
    .default(512)
    .meta({ description: 'Tokens of an answer, at most.' }),
  LLM_TIMEOUT_MS: wholeNumber(1_000, 3_600_000)
    .default(120_000)
    .meta({ description: 'Time for a whole answer, in milliseconds.' }),
  IMAGE_JOBS_PER_USER: wholeNumber(1, 100_000)
    .default(100)
    .meta({ description: 'Unfinished picture jobs one owner may have.' }),
  RECONCILE_EVERY_MS: wholeNumber(200, 60_000)
    .default(5_000)
    .meta({ description: 'How often rows, queue and manifests are compared, in milliseconds.' }),
  DASHBOARD_DIR: z
    .string()
    .optional()
    .meta({ description: 'Folder of the built dashboard; left out, the one in this checkout.' }),
  LOG_LEVEL: logLevel().default('info').meta({ description: 'error, warn, info or debug.' }),
  FAILPOINT_FILE: z
    .string()
    .optional()
    .meta({ description: 'For tests: a file that names the point at which the process dies.' }),
});
export type GatewayConfig = z.output<typeof GatewayConfig>;

/** @throws AppError `INVALID_CONFIG` */
export function loadGatewayConfig(
  environment: Readonly<Record<string, string | undefined>>,
): GatewayConfig {
  return loadConfig(GatewayConfig, environment);
}
