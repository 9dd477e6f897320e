import { createDatabase, migrateDatabase } from '@atelier/database';
import { serve, type Running } from '@atelier/lifecycle';
import { errorFields, type Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import { v7 as uuidv7 } from 'uuid';
import { chatHandlers } from './chat/chat.handlers.js';
import { createChatService } from './chat/chat.service.js';
import { createLlmClient } from './chat/llm-client.js';
import type { GatewayConfig } from './config.js';
import { conversationHandlers } from './conversations/conversation.handlers.js';
import { createFailpoints } from './failpoints.js';
import { healthHandlers } from './health/health.handlers.js';
import { createHealthService } from './health/health.service.js';
import { createApp } from './http/app.js';
import { configureServer } from './http/client-error.js';
import { imageJobHandlers } from './image-jobs/image-job.handlers.js';
import { startImageJobs } from './image-jobs/start-image-jobs.js';
import { assertLoopback } from './loopback.js';
import { modelHandlers } from './models/models.handlers.js';
import { startModels } from './models/start-models.js';
import { startSweeper } from './sweeper.js';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly blobs: BlobStore;
  /** Folder of the built dashboard. */
  readonly dashboardDir: string;
  readonly version: string;
  readonly log: Logger;
}

/** The name of the one person of `AUTH_MODE=none`. */
const localUser = 'local';
/** How long running requests may take to end. The whole stop takes at most 25 s. */
const drainMs = 18_000;

/**
 * Builds the gateway and listens.
 *
 * @throws AppError `INVALID_CONFIG`, `CANNOT_START`, `DATABASE_UNAVAILABLE`.
 */
export async function startGateway(options: GatewayOptions): Promise<Running> {
  const { config, blobs, log } = options;
  assertLoopback(config.HOST);
  await migrateDatabase(config.DATABASE_URL, { timeoutMs: 60_000 });
  const database = createDatabase({
    url: config.DATABASE_URL,
    onError: (error) => {
      log.warn('database.connection-lost', errorFields(error));
    },
  });
  const ownerId = await database.users.ensure({ id: uuidv7(), name: localUser });
  const imageJobs = startImageJobs({
    redisUrl: config.REDIS_URL,
    database,
    blobs,
    reconcileEveryMs: config.RECONCILE_EVERY_MS,
    hitFailpoint: createFailpoints(config.FAILPOINT_FILE),
    log,
  });
  const llm = createLlmClient({ url: config.LLM_WORKER_URL, token: config.LLM_WORKER_TOKEN });
  const models = await startModels({
    config,
    llmHealth: llm.health,
    workers: imageJobs.workers,
    log,
  });
  const chat = createChatService({
    database,
    llm,
    historyLimit: config.CONVERSATION_HISTORY_LIMIT,
    maxNewTokens: config.MAX_NEW_TOKENS,
    timeoutMs: config.LLM_TIMEOUT_MS,
    maxUnfinishedJobs: config.IMAGE_JOBS_PER_USER,
    imageDefaults: models.imageDefaults,
    sampling: models.sampling,
    onAccepted: imageJobs.onAccepted,
  });
  const health = createHealthService({
    version: options.version,
    mocks: config.USE_MOCKS,
    database,
    blobs,
    pingRedis: imageJobs.pingRedis,
    llmHealth: llm.health,
    workers: imageJobs.workers,
    lastWorkerEventAt: imageJobs.lastWorkerEventAt,
  });
  const app = createApp({
    handlers: {
      ...chatHandlers(chat),
      ...conversationHandlers(database.conversations),
      ...imageJobHandlers({
        imageJobs: database.imageJobs,
        blobs,
        cancelWork: imageJobs.cancelWork,
      }),
      ...modelHandlers(models),
      ...healthHandlers(health),
    },
    principalOf: () => Promise.resolve({ ownerId }),
    idempotency: database.idempotency,
    log,
    version: options.version,
    dashboardDir: options.dashboardDir,
  });
  const sweeper = startSweeper(database, log);
  const { HOST: host, PORT: port } = config;
  const server = await serve({ host, port, listener: app, configure: configureServer });
  log.info('gateway.listening', { host, port: server.port });

  return {
    async stop() {
      models.closeEvents();
      const drained = server.stop(drainMs);
      const timer = setTimeout(chat.abort, drainMs - 2_000);
      await drained;
      clearTimeout(timer);
      await Promise.all([imageJobs.stop(), sweeper.stop(), models.stop()]);
      await llm.close();
      await database.close();
    },
  };
}
