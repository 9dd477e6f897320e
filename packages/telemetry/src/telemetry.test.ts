import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@atelier/config';
import { TelemetrySettings } from './settings.js';
import { timeOfId } from './time-of-id.js';
import { parseTraceparent, toTraceparent } from './traceparent.js';
import { noTracing } from './tracing.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

describe('traceparent', () => {
  it('is read and written', () => {
    expect(parseTraceparent(traceparent)).toEqual({ traceId, spanId, isSampled: true });
    expect(toTraceparent({ traceId, spanId, isSampled: true })).toBe(traceparent);
    expect(parseTraceparent(`00-${traceId}-${spanId}-fe`)?.isSampled).toBe(false);
  });

  it.each([
    undefined,
    '',
    `01-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `${traceparent}\nx`,
    `00-${traceId}-${spanId}-01-more`,
  ])('is none where it does not fit (%#)', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});

describe('noTracing', () => {
  it('hands on what comes, and nothing that does not fit', () => {
    expect(noTracing.start({ name: 'a', parent: traceparent })).toMatchObject({
      traceparent,
      traceId,
    });
    for (const parent of [undefined, 'x']) {
      expect(noTracing.start({ name: 'a', parent }).traceparent).toBeUndefined();
    }
  });
});

describe('timeOfId', () => {
  it('reads the time of a UUID of version 7, and of no other', () => {
    // The example of RFC 9562, A.6.
    expect(timeOfId('017F22E2-79B0-7CC3-98C4-DC0C0C07398F')).toBe(1_645_557_742_000);
    expect(timeOfId('919108f7-52d1-4320-9bac-f847db4148a8')).toBeUndefined();
  });
});

describe('TelemetrySettings', () => {
  it('is off unless told', () => {
    expect(loadConfig(TelemetrySettings, {})).toEqual({
      METRICS_HOST: '127.0.0.1',
      OTEL_TRACES_SAMPLER_ARG: 1,
    });
  });

  it.each([
    ['METRICS_PORT', '70000'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector:4317'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'no equals sign'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => loadConfig(TelemetrySettings, { [name]: value })).toThrow(`${name} is wrong`);
  });
});
