import { serve, type Running } from '@atelier/lifecycle';
import type { Logger } from '@atelier/logging';
import { createMetrics, createTracing, readVersion, serveMetrics } from '@atelier/telemetry';
import type { LlmWorkerConfig } from './config.js';
import { createApp } from './create-app.js';
import { createEngine } from './create-engine.js';
import { createLlmMetrics } from './metrics.js';
import { warmUp } from './warm-up.js';

/** Running answers may go on this long once the worker is told to stop. */
const drainMs = 20_000;
/** For what was cut off to say so. */
const goodbyeMs = 1_000;

/** A worker that listens. */
export interface LlmWorker extends Running {
  readonly port: number;
}

/** Starts the engine, makes it answer once, and listens. */
export async function startWorker(config: LlmWorkerConfig, log: Logger): Promise<LlmWorker> {
  const version = readVersion(new URL('../package.json', import.meta.url));
  const metrics = createMetrics({ service: 'llm-worker', version });
  const tracing = await createTracing({ service: 'llm-worker', version, settings: config, log });
  const chosen = await createEngine(config, log);
  const { engine } = chosen;
  await warmUp(engine);
  const app = createApp({
    ...chosen,
    token: config.LLM_WORKER_TOKEN,
    maxWaiting: config.LLM_MAX_WAITING,
    metrics: createLlmMetrics(metrics.registry),
    tracing,
    log,
  });
  const server = await serve({ host: config.HOST, port: config.PORT, listener: app.listener });
  const metricsServer = await serveMetrics({ settings: config, metrics, log });
  log.info('worker.ready', { ...engine.info, host: server.host, port: server.port });
  return {
    port: server.port,
    async stop() {
      app.drain();
      const cutOff = setTimeout(() => {
        app.abortRunning();
      }, drainMs);
      await server.stop(drainMs + goodbyeMs);
      clearTimeout(cutOff);
      await chosen.close();
      await Promise.all([metricsServer.stop(), tracing.close()]);
    },
  };
}
