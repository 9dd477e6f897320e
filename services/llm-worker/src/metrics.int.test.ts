import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@atelier/logging';
import {
  parseExposition,
  startOtlpReceiver,
  waitFor,
  type Exposition,
  type OtlpReceiver,
} from '@atelier/testkit';
import { loadLlmWorkerConfig } from './config.js';
import { startWorker, type LlmWorker } from './start-worker.js';

const token = 'a-token-of-16-chars';
const traceId = '0af7651916cd43dd8448eb211c80319c';
let written = '';
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    written += chunk.toString();
    done();
  },
});

describe('metrics of the llm-worker', () => {
  let worker: LlmWorker;
  let receiver: OtlpReceiver;
  let metricsUrl: string;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    const config = loadLlmWorkerConfig({
      ...{ LLM_WORKER_TOKEN: token, PORT: '0', ENGINE: 'mock', METRICS_PORT: '0' },
      ...{ LLM_MAX_SEQUENCES: '1', LLM_MAX_WAITING: '0', MOCK_LATENCY_MS: '200' },
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    worker = await startWorker(config, createLogger({ service: 'llm-worker', stream }));
    const port = /"event":"metrics.listening".*"port":(\d+)/.exec(written)?.[1] ?? '';
    metricsUrl = `http://127.0.0.1:${port}/metrics`;
  });
  afterAll(() => receiver.stop());

  const scrape = async (): Promise<Exposition> =>
    parseExposition(await (await fetch(metricsUrl)).text());
  const ask = (content: string, signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${worker.port}/v1/generate`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ messages: [{ role: 'user', content }], maxTokens: 99 }),
      ...(signal && { signal }),
    });

  it('move with an answer, and stand where the port of the answers does not', async () => {
    const before = await scrape();
    expect(before.value('atelier_llm_requests_total') ?? 0).toBe(0);
    expect(before.value('atelier_llm_seats')).toBe(1);
    expect(before.value('atelier_llm_waiting_capacity')).toBe(0);
    await (await ask('count to 5')).text();
    const after = await scrape();
    expect(after.value('atelier_llm_requests_total', { outcome: 'stop' })).toBe(1);
    for (const name of ['queue_wait', 'first_token', 'inter_token', 'generation']) {
      expect(after.value(`atelier_llm_${name}_seconds_count`)).toBe(1);
    }
    expect(after.value('atelier_llm_prompt_tokens_total')).toBeGreaterThan(0);
    expect(after.value('atelier_llm_completion_tokens_total')).toBeGreaterThan(1);
    expect(after.value('atelier_engine_busy_seconds_total')).toBeGreaterThan(0);
    expect(after.value('atelier_engine_info', { engine: 'mock' })).toBe(1);
    expect(after.value('atelier_engine_up')).toBe(1);
    expect(after.value('atelier_build_info', { service: 'llm-worker' })).toBe(1);
    // The mock has no cache.
    expect(after.value('atelier_llm_kv_cache_use_ratio')).toBeUndefined();
    const onMainPort = await fetch(`http://127.0.0.1:${worker.port}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(onMainPort.status).toBe(404);
  });

  it('tell who was refused, and who left', async () => {
    const leaving = new AbortController();
    const first = await ask('count to 90', leaving.signal);
    expect((await scrape()).value('atelier_llm_seats_busy')).toBe(1);
    expect((await ask('me too')).status).toBe(503);
    leaving.abort();
    await first.text().catch(() => undefined);
    await waitFor(async () => {
      const now = await scrape();
      return now.value('atelier_llm_seats_busy') === 0;
    });
    const after = await scrape();
    expect(after.value('atelier_llm_rejections_total', { code: 'ENGINE_BUSY' })).toBe(1);
    expect(after.value('atelier_llm_requests_total', { outcome: 'ENGINE_BUSY' })).toBe(1);
    expect(after.value('atelier_llm_requests_total', { outcome: 'CANCELLED' })).toBe(1);
  });

  it('have names and units as Prometheus wants them', async () => {
    const { types } = await scrape();
    const own = [...types].filter(([name]) => name.startsWith('atelier_'));
    expect(own.length).toBeGreaterThan(15);
    for (const [name, type] of own) {
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(name).not.toMatch(/_(?:ms|milliseconds|percent|mb)(?:_|$)/);
    }
  });

  it('a trace goes on from the header to the engine, and stands in the log', async () => {
    await worker.stop();
    const spans = receiver.spans().filter((span) => span.traceId === traceId);
    const [outer] = spans.filter(({ name }) => name === 'POST /v1/generate');
    expect(outer).toMatchObject({
      service: 'atelier-llm-worker',
      parentSpanId: 'b7ad6b7169203331',
      attributes: { outcome: 'stop' },
    });
    const inner = spans.find(({ parentSpanId }) => parentSpanId === outer?.spanId);
    expect(inner?.name).toBe('engine.generate');
    expect(written).toMatch(new RegExp(`generation.finished.*"traceId":"${traceId}"`));
  });
});
