import type { Logger } from '@atelier/logging';
import {
  Counter,
  createMetrics,
  createTracing,
  serveMetrics,
  type Registry,
  type Tracing,
} from '@atelier/telemetry';
import type { GatewayConfig } from '../config.js';
import { createAnswerObserver, type AnswerObserver } from './answer-observer.js';
import { createJobCounts, type JobCounts } from './job-counts.js';
import { createRequestObserver, type RequestObserver } from './request-observer.js';

/** What the gateway tells of itself. */
export interface Telemetry {
  readonly registry: Registry;
  readonly tracing: Tracing;
  readonly requests: RequestObserver;
  readonly answers: AnswerObserver;
  readonly jobs: JobCounts;
  /** A request was refused for coming too often. */
  readonly onRateLimited: (by: string) => void;
  /** An attempt to deliver a webhook came to this. */
  readonly onWebhook: (outcome: 'delivered' | 'failed' | 'given_up') => void;
  /** Listens, where the settings say so. @throws AppError `CANNOT_START` */
  listen(): Promise<void>;
  close(): Promise<void>;
}

export async function startTelemetry(options: {
  readonly config: GatewayConfig;
  readonly version: string;
  readonly log: Logger;
}): Promise<Telemetry> {
  const { config: settings, version, log } = options;
  const metrics = createMetrics({ service: 'gateway', version });
  const { registry } = metrics;
  const tracing = await createTracing({ service: 'gateway', version, settings, log });
  const refusals = new Counter({
    name: 'atelier_rate_limit_refusals_total',
    help: 'Requests that were refused for coming too often.',
    labelNames: ['by'],
    registers: [registry],
  });
  const webhooks = new Counter({
    name: 'atelier_webhooks_total',
    help: 'Attempts to deliver webhooks.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  let server: { stop(): Promise<void> } | undefined;
  return {
    registry,
    tracing,
    requests: createRequestObserver(registry, tracing),
    answers: createAnswerObserver(registry, tracing),
    jobs: createJobCounts(registry),
    onRateLimited: (by) => {
      refusals.inc({ by });
    },
    onWebhook: (outcome) => {
      webhooks.inc({ outcome });
    },
    async listen() {
      server = await serveMetrics({ settings, metrics, log });
    },
    async close() {
      await Promise.all([server?.stop(), tracing.close()]);
    },
  };
}
