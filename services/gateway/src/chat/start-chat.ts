import { ChatEvent } from '@atelier/contracts';
import type { Database } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import { createCancels, createReplayLog, openCancelWatch } from '@atelier/queue';
import type { GatewayConfig } from '../config.js';
import type { startImageJobs } from '../image-jobs/start-image-jobs.js';
import type { LlmClient } from '../llm/llm-client.js';
import type { Models } from '../models/start-models.js';
import type { Moderator } from '../moderation/moderator.js';
import { createChatService, type ChatService } from './chat.service.js';
import { createTitles } from './titles.js';

export interface StartChatOptions {
  readonly config: GatewayConfig;
  readonly database: Database;
  readonly llm: LlmClient;
  readonly models: Models;
  readonly moderator: Moderator;
  readonly imageJobs: Pick<ReturnType<typeof startImageJobs>, 'onAccepted'>;
  readonly log: Logger;
}

/** Events of a turn can be asked for again this long, in milliseconds. */
const keepEventsMs = 900_000;

/** The chat service with its Redis connections. */
export function startChat(options: StartChatOptions): {
  readonly chat: ChatService;
  readonly closeChat: () => Promise<void>;
} {
  const { config, database, llm, models, moderator, imageJobs, log } = options;
  const { REDIS_URL: redisUrl } = config;
  const prefix = 'atelier:turns';
  const eventLog = createReplayLog({
    redisUrl,
    name: 'turn',
    shape: ChatEvent,
    keepMs: keepEventsMs,
  });
  const cancels = createCancels({ redisUrl, prefix });
  const cancelWatch = openCancelWatch({ redisUrl, prefix });
  const giveTitle = createTitles({
    conversations: database.conversations,
    llm,
    writesProse: () => models.writesProse(),
  });
  const chat = createChatService({
    database,
    llm,
    moderator,
    eventLog,
    cancels,
    cancelWatch,
    historyLimit: config.CONVERSATION_HISTORY_LIMIT,
    maxNewTokens: config.MAX_NEW_TOKENS,
    timeoutMs: config.LLM_TIMEOUT_MS,
    maxUnfinishedJobs: config.IMAGE_JOBS_PER_USER,
    reasoning: config.REASONING,
    reasoningMaxTokens: config.REASONING_MAX_TOKENS,
    imageDefaults: models.imageDefaults,
    sampling: models.sampling,
    onTaken: (turn, reply) => {
      if (reply.image_job_id !== undefined) imageJobs.onAccepted('generate');
      void giveTitle(turn, reply);
    },
    log,
  });
  return {
    chat,
    async closeChat() {
      await chat.stop();
      cancelWatch.close();
      await Promise.all([eventLog.close(), cancels.close()]);
    },
  };
}
