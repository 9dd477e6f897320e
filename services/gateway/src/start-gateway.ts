import { createDatabase, migrateDatabase } from '@atelier/database';
import { serve, type Running } from '@atelier/lifecycle';
import { errorFields, type Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import { startAccess } from './access/start-access.js';
import { chatHandlers } from './chat/chat.handlers.js';
import { startChat } from './chat/start-chat.js';
import type { GatewayConfig } from './config.js';
import { conversationHandlers } from './conversations/conversation.handlers.js';
import { startDirectImages } from './direct-images/start-direct-images.js';
import { createFailpoints } from './failpoints.js';
import { withImageLinks } from './gallery/links/with-image-links.js';
import { startGallery } from './gallery/start-gallery.js';
import { healthHandlers } from './health/health.handlers.js';
import { createHealthService } from './health/health.service.js';
import { createApp } from './http/app.js';
import { configureServer } from './http/client-error.js';
import { acceptHandlers } from './image-jobs/accept/accept.handlers.js';
import { startAccept } from './image-jobs/accept/start-accept.js';
import { imageJobHandlers } from './image-jobs/image-job.handlers.js';
import { startImageJobs } from './image-jobs/start-image-jobs.js';
import { startLlm } from './llm/start-llm.js';
import { assertLoopback } from './loopback.js';
import { modelHandlers } from './models/models.handlers.js';
import { startModels } from './models/start-models.js';
import { createModerator } from './moderation/moderator.js';
import { startOpenAi } from './openai/start-openai.js';
import { createSockets } from './socket/start-socket.js';
import { startSweeper } from './sweeper.js';
import { startTelemetry } from './telemetry/start-telemetry.js';
import { watchState } from './telemetry/state-gauges.js';
import type { DecoderLaunch } from './uploads/decoder-child.js';
import { startWebhooks } from './webhooks/start-webhooks.js';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly blobs: BlobStore;
  /** Folder of the built dashboard. */
  readonly dashboardDir: string;
  readonly version: string;
  /** How the process that decodes uploads is started; left out, as it is built. */
  readonly decoder?: DecoderLaunch;
  readonly log: Logger;
}

/** How long running requests may take to end. The whole stop takes at most 25 s. */
const drainMs = 18_000;

/**
 * Builds the gateway and listens.
 *
 * @throws AppError `INVALID_CONFIG`, `CANNOT_START`, `DATABASE_UNAVAILABLE`.
 */
export async function startGateway(options: GatewayOptions): Promise<Running> {
  const { config, blobs, log } = options;
  if (config.AUTH_MODE === 'none') assertLoopback(config.HOST);
  const telemetry = await startTelemetry({ config, version: options.version, log });
  const { tracing } = telemetry;
  await migrateDatabase(config.DATABASE_URL, { timeoutMs: 60_000 });
  const database = createDatabase({
    url: config.DATABASE_URL,
    onError: (error) => {
      log.warn('database.connection-lost', errorFields(error));
    },
  });
  const gallery = startGallery({
    database,
    blobs,
    retentionDays: config.IMAGE_RETENTION_DAYS,
    log,
  });
  const { onRateLimited, onWebhook } = telemetry;
  const limited = await startAccess({ config, database, onRateLimited, log });
  const access = withImageLinks(limited, gallery.links);
  const webhooks = startWebhooks({ config, database, onAttempt: onWebhook, log });
  const imageJobs = startImageJobs({
    redisUrl: config.REDIS_URL,
    database,
    blobs,
    reconcileEveryMs: config.RECONCILE_EVERY_MS,
    hitFailpoint: createFailpoints(config.FAILPOINT_FILE),
    onEnded: webhooks.onEnded,
    counts: telemetry.jobs,
    tracing,
    log,
  });
  const llm = startLlm(config, telemetry.answers);
  const models = await startModels({
    config,
    llmHealth: llm.health,
    workers: imageJobs.workers,
    log,
  });
  const moderator = createModerator(config);
  const { chat, closeChat } = startChat({
    config,
    database,
    llm,
    models,
    moderator,
    imageJobs,
    log,
  });
  const pictures = startAccept({
    database,
    blobs,
    moderator,
    models,
    workers: imageJobs.workers,
    checkWebhookUrl: webhooks.checkUrl,
    maxUnfinishedJobs: config.IMAGE_JOBS_PER_USER,
    onAccepted: imageJobs.onAccepted,
    decoder: options.decoder,
    log,
  });
  const directImages = startDirectImages({
    config,
    accept: pictures.accept,
    imageJobs,
    database,
    blobs,
    links: gallery.links,
  });
  const openAi = startOpenAi({ config, llm, models, moderator });
  const health = createHealthService({
    version: options.version,
    mocks: config.USE_MOCKS,
    database,
    blobs,
    pingRedis: imageJobs.pingRedis,
    llmHealth: llm.health,
    llmWorkers: llm.workers,
    workers: imageJobs.workers,
    lastWorkerEventAt: imageJobs.lastWorkerEventAt,
  });
  // A key is needed anyway, whatever name the gateway is reached by.
  const allowedHosts = config.AUTH_MODE === 'api-key' ? 'any' : [];
  const app = createApp({
    handlers: {
      ...chatHandlers(chat),
      ...conversationHandlers({
        database,
        cancelWork: imageJobs.cancelWork,
        onRemoved: gallery.onRemoved,
      }),
      ...gallery.handlers,
      ...acceptHandlers(pictures),
      ...directImages.handlers,
      ...imageJobHandlers({
        imageJobs: database.imageJobs,
        views: imageJobs.views,
        follow: imageJobs.follow,
        cancelWork: imageJobs.cancelWork,
        onCancelled: imageJobs.onCancelled,
      }),
      ...modelHandlers(models),
      ...healthHandlers(health),
      ...openAi.handlers,
    },
    access,
    allowedHosts,
    idempotency: database.idempotency,
    observer: telemetry.requests,
    log,
    version: options.version,
    trustedProxies: config.TRUSTED_PROXIES,
    dashboardDir: options.dashboardDir,
  });
  const sockets = createSockets({
    access,
    allowedHosts,
    chat,
    followJob: imageJobs.follow,
    tracing,
    log,
  });
  watchState(telemetry.registry, {
    ...{ health, blobs, imageJobs: database.imageJobs },
    streams: { sse: telemetry.requests.streams, websocket: sockets.count },
  });
  const sweeper = startSweeper(database, log);
  await telemetry.listen();
  const { HOST: host, PORT: port } = config;
  const server = await serve({
    host,
    port,
    listener: app,
    configure(http) {
      configureServer(http);
      sockets.attach(http);
    },
  });
  log.info('gateway.listening', { host, port: server.port });

  return {
    async stop() {
      models.closeEvents();
      sockets.close();
      const drained = server.stop(drainMs);
      const timer = setTimeout(() => {
        chat.abort();
        openAi.abort();
        directImages.abort();
      }, drainMs - 2_000);
      await drained;
      pictures.close();
      await closeChat();
      clearTimeout(timer);
      await Promise.all([
        imageJobs.stop(),
        webhooks.stop(),
        gallery.stop(),
        sweeper.stop(),
        models.stop(),
        access.close(),
      ]);
      await llm.close();
      await database.close();
      await telemetry.close();
    },
  };
}
