import { BlobStoreSettings } from '@atelier/storage';
import { DiffusionWorkerConfig } from '../../../../services/diffusion-worker/src/config.js';
import { GatewayConfig } from '../../../../services/gateway/src/config.js';
import { LlmWorkerConfig } from '../../../../services/llm-worker/src/config.js';

/** What each process may be told. */
export const settingsOf = {
  gateway: Object.keys({ ...GatewayConfig.shape, ...BlobStoreSettings.shape }),
  'llm-worker': Object.keys(LlmWorkerConfig.shape),
  'diffusion-worker': Object.keys(DiffusionWorkerConfig.shape),
} as const;

export type ProcessName = keyof typeof settingsOf;

/** What the chart decides, takes from a Secret, or leaves to the image. */
const decided = new Set([
  'HOST',
  'PORT',
  'AUTH_MODE',
  'DATABASE_URL',
  'REDIS_URL',
  'LLM_WORKER_URL',
  'LLM_WORKER_URLS',
  'LLM_WORKER_TOKEN',
  'USE_MOCKS',
  'MODELS_DIR',
  'MODELS_HOME',
  'CHAT_MODEL',
  'IMAGE_MODEL',
  'OFFLINE',
  'HF_TOKEN',
  'WEBHOOK_SECRET',
  'REMOTE_CHAT_API_KEY',
  'DASHBOARD_DIR',
  'FAILPOINT_FILE',
  'OPENVINO_PYTHON',
  'WORKER_ID',
  'BLOB_DIR',
  'S3_ENDPOINT',
  'S3_BUCKET',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'METRICS_HOST',
  'METRICS_PORT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_TRACES_SAMPLER_ARG',
]);

/** What `settings` of a process in values.yaml may name. */
export function openSettings(process: ProcessName): readonly string[] {
  return settingsOf[process].filter((name) => !decided.has(name)).sort();
}
