export { TelemetrySettings } from './settings.js';
export { Counter, createMetrics, Gauge, Histogram, Registry, type Metrics } from './metrics.js';
export { serveMetrics } from './serve-metrics.js';
export {
  createTracing,
  noTracing,
  type Span,
  type SpanAttributes,
  type SpanOptions,
  type Tracing,
} from './tracing.js';
export { readVersion } from './read-version.js';
export { timeOfId } from './time-of-id.js';
export { engineBusySeconds, watchEngine, type WatchedEngine } from './watch-engine.js';
