export { TelemetrySettings } from './settings.js';
export { Counter, createMetrics, Gauge, Histogram, Registry, type Metrics } from './metrics.js';
export { serveMetrics } from './serve-metrics.js';
export { createTracing, noTracing } from './tracing.js';
export type { Span, Tracing } from './span.js';
export { readVersion } from './read-version.js';
export { timeOfId } from './time-of-id.js';
export { engineBusySeconds, watchEngine } from './watch-engine.js';
