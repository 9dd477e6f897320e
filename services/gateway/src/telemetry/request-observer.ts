import type { IncomingMessage, ServerResponse } from 'node:http';
import { headers } from '@atelier/contracts';
import { Counter, Gauge, Histogram, noTracing, Registry, type Tracing } from '@atelier/telemetry';

/** How a request was answered. */
export interface AnsweredRequest {
  /** Template of its path; `none` for what is no endpoint. */
  readonly route: string;
  /** 499 when the client left before. */
  readonly status: number;
  /** Of the problem it was answered with. */
  readonly code: string | undefined;
  readonly durationMs: number;
}

/** A request under way, as it is counted and traced. */
export interface ObservedRequest {
  /** The span of this request; what is done for it belongs to that. */
  readonly traceparent: string | undefined;
  readonly traceId: string | undefined;
  end(answered: AnsweredRequest): void;
}

/** Told of every request. */
export interface RequestObserver {
  begin(request: IncomingMessage, response: ServerResponse): ObservedRequest;
  /** Server-sent event streams that are open. */
  streams(): number;
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Probes and files come by the hundred and tell nothing. */
const untraced = /^\/(?:health|assets)\b/;

export function createRequestObserver(
  registry = new Registry(),
  tracing: Tracing = noTracing,
): RequestObserver {
  const registers = [registry];
  const open = new Set<ServerResponse>();
  const requests = new Counter({
    name: 'atelier_http_requests_total',
    help: 'Answered requests; 499: the client left.',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'atelier_http_request_duration_seconds',
    help: 'Time to the end of the answer, but for event streams.',
    labelNames: ['route', 'method'],
    buckets,
    registers,
  });
  const problems = new Counter({
    name: 'atelier_http_problems_total',
    help: 'Refusals and failures by the code of the problem.',
    labelNames: ['code'],
    registers,
  });
  new Gauge({
    name: 'atelier_http_requests_in_flight',
    help: 'Requests under way, event streams too.',
    registers,
    collect() {
      this.set(open.size);
    },
  });

  return {
    streams: () => [...open].filter(isEventStream).length,
    begin(request, response) {
      open.add(response);
      const method = methods.has(request.method ?? '') ? (request.method ?? '') : 'other';
      const parent = request.headers[headers.traceparent];
      const span = (untraced.test(request.url ?? '') ? noTracing : tracing).start({
        ...{ name: method, kind: 'server' },
        ...(typeof parent === 'string' && { parent }),
      });
      return {
        traceparent: span.traceparent,
        traceId: span.traceId,
        end({ route, status, code, durationMs }) {
          open.delete(response);
          requests.inc({ route, method, status });
          if (code !== undefined) problems.inc({ code });
          if (!isEventStream(response)) durations.observe({ route, method }, durationMs / 1_000);
          span.rename(`${method} ${route}`);
          span.set({
            'http.request.method': method,
            'http.route': route,
            'http.response.status_code': status,
          });
          span.end(status >= 500 ? (code ?? String(status)) : undefined);
        },
      };
    },
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}
