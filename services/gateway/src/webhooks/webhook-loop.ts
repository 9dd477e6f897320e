import type { ImageJobView } from '@atelier/contracts';
import type { DueWebhook, WebhookStore } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import { createLoop, type Loop } from '../loop.js';
import type { WebhookPoster } from './post-webhook.js';
import { signWebhook } from './sign-webhook.js';
import { toWebhookBody } from './webhook-message.js';

/** What an attempt came to; after `given_up` none follows. */
export type WebhookOutcome = 'delivered' | 'failed' | 'given_up';

export interface WebhookLoopOptions {
  readonly webhooks: WebhookStore;
  /** @throws AppError `NOT_FOUND` */
  readonly readJob: (ownerId: string, jobId: string) => Promise<ImageJobView>;
  readonly post: WebhookPoster['post'];
  readonly secret: string;
  readonly onAttempt?: (outcome: WebhookOutcome) => void;
  readonly log: Logger;
  readonly everyMs?: number;
  /** Between 0 and 1. */
  readonly random?: () => number;
}

/** Pauses between attempts, in seconds: eight attempts in about three hours. */
const pausesS = [5, 30, 120, 600, 1_800, 3_600, 3_600];
/** Longer than an attempt can take; then another gateway may try. */
const leaseMs = 60_000;
const atOnce = 16;
/** The receiver wants to hear no more of this. */
const goneForGood = 'HTTP 410';

/**
 * Tells who wants to know of the end of jobs, again and again until it is taken with a 2xx. Every
 * attempt carries the same id: a receiver that is told twice can tell.
 */
export function createWebhookLoop(options: WebhookLoopOptions): Loop {
  const { webhooks, readJob, post, secret, log, everyMs = 1_000, random = Math.random } = options;
  const { onAttempt = () => undefined } = options;

  /** Undefined when it was taken, else what went wrong. */
  const attempt = async (due: DueWebhook, signal: AbortSignal): Promise<string | undefined> => {
    const body = toWebhookBody(await readJob(due.ownerId, due.jobId));
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = signWebhook(secret, { id: due.id, timestamp, body });
    try {
      const status = await post({ url: due.url, headers, body, signal });
      return status >= 200 && status < 300 ? undefined : `HTTP ${status}`;
    } catch (error) {
      return AppError.is(error) ? error.message : 'It did not answer in time.';
    }
  };

  const deliver = async (due: DueWebhook, signal: AbortSignal) => {
    const { id, jobId, attempts } = due;
    const reason = await attempt(due, signal);
    if (reason === undefined) {
      await webhooks.markDelivered(id);
      onAttempt('delivered');
      log.info('webhook.delivered', { jobId, attempt: attempts });
      return;
    }
    if (signal.aborted) {
      await webhooks.markUndelivered(id, 'Atelier was stopping.', { inMs: 0 });
      return;
    }
    const pauseS = reason === goneForGood ? undefined : pausesS[attempts - 1];
    const again = pauseS === undefined ? {} : { inMs: pauseS * 1_000 * (0.9 + random() / 5) };
    await webhooks.markUndelivered(id, reason, again);
    onAttempt(pauseS === undefined ? 'given_up' : 'failed');
    const event = pauseS === undefined ? 'webhook.given-up' : 'webhook.failed';
    log.warn(event, { jobId, attempt: attempts, message: reason });
  };

  const inFlight = new Set<Promise<void>>();
  const stopping = new AbortController();
  const start = (due: DueWebhook) => {
    // One that fails here is due again when its lease is over.
    const delivery = deliver(due, stopping.signal)
      .catch(onError)
      .finally(() => {
        inFlight.delete(delivery);
        loop.kick();
      });
    inFlight.add(delivery);
  };
  const onError = (error: unknown) => {
    log.warn('webhooks.failed', errorFields(error));
  };
  const loop = createLoop({
    // Nobody waits for a delivery: a slow receiver holds up one of them, not all.
    pass: async () => {
      const limit = atOnce - inFlight.size;
      if (limit > 0) for (const due of await webhooks.take({ limit, leaseMs })) start(due);
    },
    everyMs,
    onError,
  });

  return {
    kick: loop.kick,
    async stop() {
      await loop.stop();
      stopping.abort();
      await Promise.all(inFlight);
    },
  };
}
