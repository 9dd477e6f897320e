import type { RequestListener, ServerResponse } from 'node:http';
import { serve, type HttpServer } from '@atelier/lifecycle';
import { errorFields, type Logger } from '@atelier/logging';
import type { Metrics, Registry } from './metrics.js';
import type { TelemetrySettings } from './settings.js';

export interface ServeMetricsOptions {
  readonly settings: Pick<TelemetrySettings, 'METRICS_HOST' | 'METRICS_PORT'>;
  readonly metrics: Metrics;
  /** Whether the process does its work; it does unless told. */
  readonly isWell?: () => boolean;
  readonly log: Logger;
}

const drainMs = 500;

/**
 * Serves `/metrics` and `/health` on a port of their own, where the settings name one.
 *
 * @throws AppError `CANNOT_START` when the port is taken.
 */
export async function serveMetrics(
  options: ServeMetricsOptions,
): Promise<{ stop(): Promise<void> }> {
  const { settings, metrics, isWell = () => true, log } = options;
  const { METRICS_HOST: host, METRICS_PORT: port } = settings;
  if (port === undefined) return { stop: () => Promise.resolve() };
  metrics.watchProcess();
  const listener = metricsListener({ registry: metrics.registry, isWell, log });
  const server: HttpServer = await serve({ host, port, listener });
  log.info('metrics.listening', { host, port: server.port });
  return { stop: () => server.stop(drainMs) };
}

/** Answers Prometheus, and probes of a container. */
function metricsListener(options: {
  readonly registry: Registry;
  readonly isWell: () => boolean;
  readonly log: Logger;
}): RequestListener {
  const { registry, isWell, log } = options;
  const scrape = async (response: ServerResponse) => {
    const text = await registry.metrics();
    response.setHeader('Content-Type', registry.contentType);
    response.end(text);
  };
  return (request, response) => {
    request.resume();
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' || (path !== '/metrics' && path !== '/health')) {
      response.writeHead(404).end();
    } else if (path === '/health') {
      const well = isWell();
      response.writeHead(well ? 200 : 503, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ status: well ? 'ok' : 'down' }));
    } else {
      scrape(response).catch((error: unknown) => {
        log.error('metrics.failed', errorFields(error));
        response.writeHead(500).end();
      });
    }
  };
}
