import type { Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { GatewayConfig } from '../config.js';
import { toImageJobView } from '../image-jobs/to-image-job-view.js';
import { createCheckWebhookUrl, type CheckWebhookUrl } from './check-webhook-url.js';
import { createWebhookLoop, type WebhookOutcome } from './webhook-loop.js';
import { createWebhookPoster } from './post-webhook.js';

export interface StartWebhooksOptions {
  readonly config: Pick<GatewayConfig, 'WEBHOOK_SECRET' | 'WEBHOOK_ALLOW_PRIVATE'>;
  readonly database: Pick<Database, 'imageJobs' | 'webhooks'>;
  /** Told of each attempt. */
  readonly onAttempt?: (outcome: WebhookOutcome) => void;
  readonly log: Logger;
}

/** Webhooks, running where the server has a secret. */
export interface Webhooks {
  readonly checkUrl: CheckWebhookUrl;
  /** Says that a job may have ended. */
  onEnded(): void;
  stop(): Promise<void>;
}

export function startWebhooks(options: StartWebhooksOptions): Webhooks {
  const { config, database, onAttempt, log } = options;
  const { WEBHOOK_SECRET: secret, WEBHOOK_ALLOW_PRIVATE: allowPrivate } = config;
  const rules = { allowPrivate };
  const checkUrl = createCheckWebhookUrl({ ...rules, canSign: secret !== undefined });
  if (secret === undefined) {
    return { checkUrl, onEnded: () => undefined, stop: () => Promise.resolve() };
  }
  const poster = createWebhookPoster(rules);
  const loop = createWebhookLoop({
    webhooks: database.webhooks,
    async readJob(ownerId, jobId) {
      const job = await database.imageJobs.find(ownerId, jobId);
      if (job) return toImageJobView(job);
      throw new AppError('NOT_FOUND', 'There is no such picture job.');
    },
    post: poster.post,
    secret,
    ...(onAttempt && { onAttempt }),
    log,
  });
  return {
    checkUrl,
    onEnded: loop.kick,
    async stop() {
      await loop.stop();
      await poster.close();
    },
  };
}
