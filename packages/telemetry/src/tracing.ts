import type { Span, Tracing, TracingOptions } from './span.js';
import { parseTraceparent, toTraceparent } from './traceparent.js';

/** Traces to the endpoint that is set. Without one nothing is loaded, recorded or sent. */
export async function createTracing(options: TracingOptions): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = options.settings;
  if (endpoint === undefined) return noTracing;
  const { createOtelTracing } = await import('./otel-tracing.js');
  return createOtelTracing({ ...options, endpoint });
}

const nothing = () => undefined;
const noSpan: Span = {
  traceparent: undefined,
  traceId: undefined,
  rename: nothing,
  set: nothing,
  end: nothing,
};

/** Records nothing. A trace that comes from outside is handed on, so that others can follow it. */
export const noTracing: Tracing = {
  start({ parent }) {
    const reference = parent === undefined ? undefined : parseTraceparent(parent);
    if (!reference) return noSpan;
    return { ...noSpan, traceparent: toTraceparent(reference), traceId: reference.traceId };
  },
  close: () => Promise.resolve(),
};
