import { flag, loadConfig, logLevel, port, wholeNumber } from '@atelier/config';
import { ReasoningMode } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { ModelChoiceSettings, ModelStoreSettings } from '@atelier/model-store';
import { TelemetrySettings } from '@atelier/telemetry';
import { z } from 'zod';
import { isProxyList } from './access/client-address.js';
import { isWebhookSecret } from './webhooks/sign-webhook.js';

const workerUrl = z.url({ protocol: /^https?$/, error: 'use http://…' });

/** The gateway's settings. `.env.example` is made from these descriptions. */
export const GatewayConfig = z.object({
  HOST: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  PORT: port().default(8080).meta({ description: 'Port to listen on; 0 picks a free one.' }),
  AUTH_MODE: z.enum(['none', 'api-key'], 'use none or api-key').default('none').meta({
    description:
      'none: one person, loopback addresses only. api-key: whoever has a key (npm run keys).',
  }),
  RATE_LIMIT_USER_PER_MINUTE: wholeNumber(0, 1_000_000).optional().meta({
    description:
      'Requests a minute of one user, over all gateways; 0 is no limit. Left out: 600 with api-key, no limit with none. While Redis is away, each gateway counts alone.',
  }),
  RATE_LIMIT_ADDRESS_PER_MINUTE: wholeNumber(0, 1_000_000).optional().meta({
    description:
      'The same of one address, for pages and for requests without a valid key. Left out: 1200 with api-key.',
  }),
  TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(',').map((proxy) => proxy.trim()))
    .refine(isProxyList, 'use addresses or CIDR blocks with commas')
    .optional()
    .transform((list) => list ?? [])
    .meta({
      description:
        'Proxies whose X-Forwarded-For is believed: addresses or CIDR blocks, with commas.',
    }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'use postgresql://…' })
    .meta({ description: 'Postgres 15 or newer. Left out, npm start runs its own.' }),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'use redis://…' })
    .meta({ description: 'Redis 7.2 or newer. Left out, npm start runs its own.' }),
  LLM_WORKER_URL: workerUrl
    .optional()
    .meta({ description: 'Where the llm-worker listens. Left out, npm start runs its own.' }),
  LLM_WORKER_URLS: z
    .string()
    .transform((list) => list.split(',').map((url) => url.trim()))
    .pipe(z.array(workerUrl))
    .optional()
    .meta({ description: 'Where several llm-workers listen, with commas, in place of the one.' }),
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
  REASONING: z.enum(ReasoningMode.options, 'use show, hide or off').default('show').meta({
    description: 'Reasoning of models that have it: show, hide, or off (they answer at once).',
  }),
  REASONING_MAX_TOKENS: wholeNumber(0, 32_768).default(0).meta({
    description: 'Tokens of reasoning, at most; then the answer begins. 0 is no limit.',
  }),
  LLM_TIMEOUT_MS: wholeNumber(1_000, 3_600_000)
    .default(120_000)
    .meta({ description: 'Time for a whole answer, in milliseconds.' }),
  IMAGE_JOBS_PER_USER: wholeNumber(1, 100_000)
    .default(100)
    .meta({ description: 'Unfinished picture jobs one owner may have.' }),
  IMAGE_RETENTION_DAYS: wholeNumber(0, 36_500).default(0).meta({
    description:
      'Days after which pictures are deleted, but for favourites; 0 keeps them for ever.',
  }),
  WEBHOOK_SECRET: z
    .string()
    .refine(isWebhookSecret, 'use whsec_ and 24 to 64 bytes in base64')
    .optional()
    .meta({
      description:
        'Signs webhooks (Standard Webhooks): whsec_ and 24 to 64 bytes in base64. Left out, no webhook_url is accepted.',
    }),
  WEBHOOK_ALLOW_PRIVATE: flag()
    .default(false)
    .meta({ description: 'Let webhooks go to private addresses, for instance on your network.' }),
  MODERATION: z.enum(['off', 'basic'], 'use off or basic').default('basic').meta({
    description: 'What is refused by its words: basic (see docs/moderation.md) or off.',
  }),
  RECONCILE_EVERY_MS: wholeNumber(200, 60_000)
    .default(5_000)
    .meta({ description: 'How often rows, queue and manifests are compared, in milliseconds.' }),
  DASHBOARD_DIR: z
    .string()
    .optional()
    .meta({ description: 'Folder of the built dashboard; left out, the one in this checkout.' }),
  ...TelemetrySettings.shape,
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
  const config = loadConfig(GatewayConfig, environment);
  if (llmWorkerUrls(config).length > 0) return config;
  throw new AppError('INVALID_CONFIG', 'Configuration: LLM_WORKER_URL is missing.');
}

/** Where the llm-workers listen, each once. */
export function llmWorkerUrls(config: GatewayConfig): readonly string[] {
  const { LLM_WORKER_URL: url, LLM_WORKER_URLS: urls } = config;
  return [...new Set(urls ?? (url === undefined ? [] : [url]))];
}
