import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@atelier/config';
import { createLogger } from '@atelier/logging';
import { parseExposition, startOtlpReceiver, waitFor, type OtlpReceiver } from '@atelier/testkit';
import { Counter, createMetrics, Gauge } from './metrics.js';
import { serveMetrics } from './serve-metrics.js';
import { TelemetrySettings } from './settings.js';
import { createTracing } from './tracing.js';

let written = '';
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    written += chunk.toString();
    done();
  },
});
const log = createLogger({ service: 'test', stream });
beforeEach(() => {
  written = '';
});

describe('serveMetrics', () => {
  const metrics = createMetrics({ service: 'test', version: '1.2.3' });
  const things = new Counter({
    name: 'atelier_things_total',
    help: 'Things.',
    labelNames: ['kind'],
    registers: [metrics.registry],
  });
  const portOf = () => /"event":"metrics.listening".*"port":(\d+)/.exec(written)?.[1] ?? '';

  it('answers with what Prometheus reads, and says how the process is', async () => {
    let well = true;
    const settings = loadConfig(TelemetrySettings, { METRICS_PORT: '0' });
    const server = await serveMetrics({ settings, metrics, isWell: () => well, log });
    const url = `http://127.0.0.1:${portOf()}`;
    things.inc({ kind: 'a "quoted"\nkind' }, 2);
    const scraped = await fetch(`${url}/metrics`);
    expect(scraped.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const exposition = parseExposition(await scraped.text());
    expect(exposition.value('atelier_things_total', { kind: 'a "quoted"\nkind' })).toBe(2);
    const build = { service: 'test', version: '1.2.3' };
    expect(exposition.value('atelier_build_info', build)).toBe(1);
    expect(exposition.value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(exposition.value('nodejs_eventloop_lag_p99_seconds')).toBeDefined();

    expect((await fetch(`${url}/health`)).status).toBe(200);
    well = false;
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toEqual([503, { status: 'down' }]);
    for (const [path, method] of [
      ['/', 'GET'],
      ['/metrics', 'POST'],
    ] as const) {
      expect((await fetch(url + path, { method })).status).toBe(404);
    }
    await server.stop();
  });

  it('serves nothing where no port is named, and answers 500 when a metric can not be read', async () => {
    await serveMetrics({ settings: loadConfig(TelemetrySettings, {}), metrics, log });
    expect(written).toBe('');
    const broken = createMetrics({ service: 'test', version: '1' });
    new Gauge({
      name: 'broken',
      help: 'Broken.',
      registers: [broken.registry],
      collect: () => Promise.reject(new Error('out of order')),
    });
    const settings = loadConfig(TelemetrySettings, { METRICS_PORT: '0' });
    const server = await serveMetrics({ settings, metrics: broken, log });
    expect((await fetch(`http://127.0.0.1:${portOf()}/metrics`)).status).toBe(500);
    await server.stop();
  });
});

describe('createTracing', () => {
  let receiver: OtlpReceiver;
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
  });
  afterEach(() => receiver.stop());

  const open = (environment: Readonly<Record<string, string>> = {}) =>
    createTracing({
      service: 'test',
      version: '1.2.3',
      settings: loadConfig(TelemetrySettings, {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        ...environment,
      }),
      log,
    });

  it('sends spans with their parents to the collector, with its headers', async () => {
    const headers = 'authorization=Bearer%20secret,x-tenant=a';
    const tracing = await open({ OTEL_EXPORTER_OTLP_HEADERS: headers });
    const outer = tracing.start({ name: 'outer', kind: 'server', attributes: { route: '/chat' } });
    const inner = tracing.start({ name: 'inner', parent: outer.traceparent });
    inner.set({ tokens: 3 });
    inner.end('ENGINE_LOST');
    outer.rename('POST /chat');
    outer.end();
    await tracing.close();
    const [first, second] = receiver.spans();
    expect(second).toMatchObject({
      service: 'atelier-test',
      name: 'POST /chat',
      traceId: outer.traceId,
      failure: undefined,
      attributes: { route: '/chat' },
    });
    expect(first).toMatchObject({
      name: 'inner',
      traceId: outer.traceId,
      parentSpanId: second?.spanId,
      attributes: { tokens: 3 },
      failure: 'ENGINE_LOST',
    });
    expect(receiver.headers()[0]).toMatchObject({
      authorization: 'Bearer secret',
      'x-tenant': 'a',
    });
  });

  it('goes on with a trace from outside, and records none that is not wanted', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const tracing = await open({ OTEL_TRACES_SAMPLER_ARG: '0' });
    const [wanted, unwanted] = ['01', '00'].map((flags) =>
      tracing.start({ name: 'x', parent: `00-${traceId}-b7ad6b7169203331-${flags}` }),
    );
    expect(wanted?.traceId).toBe(traceId);
    expect(unwanted?.traceparent).toMatch(/-00$/);
    tracing.start({ name: 'own' }).end();
    wanted?.end();
    unwanted?.end();
    await tracing.close();
    expect(receiver.spans()).toEqual([]);
  });

  it('says once that the collector takes nothing', async () => {
    receiver.answer(400);
    const tracing = await open();
    tracing.start({ name: 'lost' }).end();
    await tracing.close();
    await waitFor(() => written.includes('traces.not-sent'));
    expect(written.split('traces.not-sent')).toHaveLength(2);
  });
});
