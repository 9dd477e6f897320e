import type { GatewayConfig } from '../config.js';
import type { LlmPool } from '../llm/llm-pool.js';
import type { Models } from '../models/start-models.js';
import type { Moderator } from '../moderation/moderator.js';
import { createEnhancer } from '../prompts/enhancer.js';
import { promptHandlers } from '../prompts/prompt.handlers.js';
import { createChatModels } from './chat-models.js';
import { createCompletions } from './completions.js';
import { openAiHandlers } from './openai.handlers.js';

export interface StartOpenAiOptions {
  readonly config: GatewayConfig;
  readonly llm: LlmPool;
  readonly models: Pick<Models, 'sampling' | 'writesProse'>;
  readonly moderator: Moderator;
}

/** What asks the model without a conversation: OpenAI's addresses, and prompts made fuller. */
export function startOpenAi({ config, llm, models, moderator }: StartOpenAiOptions) {
  const common = {
    llm,
    moderator,
    maxNewTokens: config.MAX_NEW_TOKENS,
    timeoutMs: config.LLM_TIMEOUT_MS,
    sampling: models.sampling,
  };
  const chatModels = createChatModels({
    async atWork(signal) {
      const known = llm.workers().flatMap((worker) => (worker ? [worker.model] : []));
      return known.length > 0 ? known : [(await llm.health(signal)).model];
    },
  });
  const completions = createCompletions({
    ...common,
    models: chatModels,
    reasoning: config.REASONING,
  });
  const enhancer = createEnhancer({ ...common, writesProse: models.writesProse });
  return {
    handlers: { ...openAiHandlers(completions, chatModels), ...promptHandlers(enhancer) },
    abort() {
      completions.abort();
      enhancer.abort();
    },
  };
}
