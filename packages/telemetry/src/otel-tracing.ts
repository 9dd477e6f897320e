import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
} from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from '@atelier/logging';
import type { SpanOptions, Tracing, TracingOptions } from './span.js';
import { parseTraceparent, toTraceparent } from './traceparent.js';

interface OtelOptions extends TracingOptions {
  readonly endpoint: string;
}

const sendTimeoutMs = 5_000;
const closeTimeoutMs = 2_000;
const kinds: Record<NonNullable<SpanOptions['kind']>, SpanKind> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** Spans to a collector, in batches. Nothing is registered globally: who starts a span names its parent. */
export function createOtelTracing(options: OtelOptions): Tracing {
  const { service, version, settings, endpoint, log } = options;
  const sampler = new TraceIdRatioBasedSampler(settings.OTEL_TRACES_SAMPLER_ARG);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: toHeaders(settings.OTEL_EXPORTER_OTLP_HEADERS),
    timeoutMillis: sendTimeoutMs,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': `atelier-${service}`,
      'service.version': version,
    }),
    // What others sample is their choice as long as it is not more than ours.
    sampler: new ParentBasedSampler({ root: sampler, remoteParentSampled: sampler }),
    spanProcessors: [new BatchSpanProcessor(telling(exporter, log))],
  });
  const tracer = provider.getTracer('atelier', version);

  return {
    start({ name, kind = 'internal', parent, attributes = {} }) {
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, toContext(parent));
      const { traceId, spanId, traceFlags } = span.spanContext();
      const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
      return {
        traceId,
        traceparent: toTraceparent({ traceId, spanId, isSampled }),
        rename: (next) => void span.updateName(next),
        set: (more) => void span.setAttributes(more),
        end(failure) {
          if (failure !== undefined) {
            span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
          }
          span.end();
        },
      };
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeTimeoutMs);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

function toContext(parent: string | undefined): Context {
  const reference = parseTraceparent(parent);
  if (!reference) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = reference;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function toHeaders(list = ''): Record<string, string> {
  const pairs = list.split(',').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
}

/** Says once that the collector takes nothing, and once that it does again. */
function telling(exporter: SpanExporter, log: Logger): SpanExporter {
  let fails = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !fails) log.warn('traces.not-sent', { count: spans.length });
        if (!failed && fails) log.info('traces.sent-again', { count: spans.length });
        fails = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
