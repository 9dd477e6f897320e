import { llmWorkerUrls, type GatewayConfig } from '../config.js';
import type { AnswerObserver } from '../telemetry/answer-observer.js';
import { createLlmClient } from './llm-client.js';
import { createLlmPool, type LlmPool } from './llm-pool.js';

/** The llm-workers that the configuration names. */
export function startLlm(config: GatewayConfig, observer: AnswerObserver): LlmPool {
  return createLlmPool({
    workers: llmWorkerUrls(config).map((url) => ({
      name: url,
      client: createLlmClient({ url, token: config.LLM_WORKER_TOKEN, observer }),
    })),
  });
}
