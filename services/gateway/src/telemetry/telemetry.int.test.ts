import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '@atelier/contracts';
import { startRedis } from '@atelier/embedded';
import { createLogger } from '@atelier/logging';
import { createJobConsumer, drawImage } from '@atelier/queue';
import {
  createTestDatabase,
  parseExposition,
  requiredTestVariable,
  startOtlpReceiver,
  tempDir,
  waitFor,
  type Exposition,
  type OtlpReceiver,
} from '@atelier/testkit';
import { answerOf, startStubLlmWorker } from '../access/testing/stub-llm-worker.js';
import { startTestGateway, type TestGateway } from '../access/testing/test-gateway.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const picture = '```image_prompt\n{"prompt":"a small boat"}\n```';
const silent = createLogger({ service: 'test', level: 'fatal' });

const closers: (() => Promise<void> | void)[] = [];
let gateway: TestGateway;
let receiver: OtlpReceiver;
let metricsUrl: string;
let redisUrl: string;
let key: string;

beforeAll(async () => {
  const folder = await tempDir();
  closers.push(folder.remove);
  const empty = await createTestDatabase();
  closers.push(empty.drop);
  const redis = await startRedis({
    binary: requiredTestVariable('TEST_REDIS_SERVER'),
    dataDir: `${folder.path}/redis`,
    password: 'a-password-of-redis',
    log: () => undefined,
  });
  closers.push(redis.stop);
  redisUrl = redis.url;
  receiver = await startOtlpReceiver();
  closers.push(receiver.stop);
  const worker = await startStubLlmWorker(() => answerOf(`A boat.\n${picture}`));
  closers.push(worker.close);
  gateway = await startTestGateway({
    databaseUrl: empty.url,
    redisUrl,
    llmWorkerUrl: worker.url,
    folder: folder.path,
    environment: {
      METRICS_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      RATE_LIMIT_USER_PER_MINUTE: '1000',
      RATE_LIMIT_ADDRESS_PER_MINUTE: '4',
    },
  });
  closers.push(() => gateway.stop());
  const port = /"event":"metrics.listening".*?"port":(\d+)/.exec(gateway.logged())?.[1] ?? '';
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  ({ key } = await gateway.issue('ann'));
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

const scrape = async (): Promise<Exposition> =>
  parseExposition(await (await fetch(metricsUrl)).text());
const ask = (path: string, init: RequestInit = {}) =>
  fetch(gateway.url + path, {
    ...init,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', traceparent },
  });

describe('telemetry of the gateway', () => {
  let jobId: string;

  it('counts a turn, its picture job and how it is cancelled', async () => {
    const message = JSON.stringify({ user_id: 'me', message: 'Draw a small boat' });
    const reply = await ask('/chat', { method: 'POST', body: message });
    jobId = ((await reply.json()) as { image_job_id: string }).image_job_id;
    const chat = { route: '/chat', method: 'POST' };
    await waitFor(async () => {
      const now = await scrape();
      return now.value('atelier_http_requests_total', { ...chat, status: '200' }) === 1;
    });
    const after = await scrape();
    expect(after.value('atelier_http_request_duration_seconds_count', chat)).toBe(1);
    expect(after.value('atelier_chat_answers_total', { outcome: 'finished' })).toBeGreaterThan(0);
    expect(after.value('atelier_chat_first_token_seconds_count')).toBeGreaterThan(0);
    expect(after.value('atelier_image_jobs_accepted_total', { kind: 'generate' })).toBe(1);
    expect(after.value('atelier_build_info', { service: 'gateway' })).toBe(1);
  });

  it('hands the trace of the request on to the job, however it waits', async () => {
    const heard: (string | undefined)[] = [];
    const consumer = createJobConsumer({
      ...{ redisUrl, job: drawImage, workerId: 'w', log: silent },
      handler: ({ id, traceparent: told, signal }) => {
        if (id === jobId) heard.push(told);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
      },
    });
    await waitFor(() => heard.length > 0);
    expect(heard[0]).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    const cancel = endpoints.cancelImageJob.path.replace('{id}', jobId);
    const { method } = endpoints.cancelImageJob;
    expect((await ask(cancel, { method: method.toUpperCase() })).status).toBe(200);
    await waitFor(async () => {
      const labels = { kind: 'generate', state: 'cancelled' };
      return (await scrape()).value('atelier_image_jobs_ended_total', labels) === 1;
    });
    await consumer.close(1_000);
  });

  it('says how things stand, and what is refused, but not on the public port', async () => {
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
    await fetch(`${gateway.url}/api/v1/conversations/${randomUUID()}`);
    for (let time = 0; time < 4; time += 1) await fetch(`${gateway.url}/nothing/here/${time}`);
    await waitFor(async () => (await scrape()).value('atelier_rate_limit_refusals_total') === 2);
    const now = await scrape();
    expect(now.value('atelier_http_problems_total', { code: 'UNAUTHENTICATED' })).toBe(1);
    expect(now.value('atelier_http_problems_total', { code: 'RATE_LIMITED' })).toBe(2);
    // However many addresses are tried, they are one series.
    expect(now.value('atelier_http_requests_total', { route: 'none', status: '404' })).toBe(3);
    expect(now.value('atelier_dependency_up', { dependency: 'database' })).toBe(1);
    expect(now.value('atelier_dependency_up', { dependency: 'redis' })).toBe(1);
    expect(now.value('atelier_image_jobs', { state: 'queued' })).toBeDefined();
    expect(now.value('atelier_image_jobs_oldest_waiting_seconds')).toBeDefined();
    expect(now.value('atelier_image_queue_jobs', { state: 'waiting' })).toBeDefined();
    expect(now.value('atelier_image_queue_workers')).toBe(0);
    expect(now.value('atelier_image_queue_consumed')).toBeDefined();
    expect(now.value('atelier_storage_free_bytes')).toBeGreaterThan(0);
    expect(now.value('atelier_http_streams', { kind: 'sse' })).toBe(0);
    expect(now.value('atelier_http_streams', { kind: 'websocket' })).toBe(0);
    expect(now.value('atelier_http_requests_in_flight')).toBe(0);
  });

  it('has names, units and labels as Prometheus wants them, and says nothing of anybody', async () => {
    const { types, samples } = await scrape();
    const own = [...types].filter(([name]) => name.startsWith('atelier_'));
    expect(own.length).toBeGreaterThan(20);
    for (const [name, type] of own) {
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
    const routes = new Set<string>(Object.values(endpoints).map(({ path }) => path));
    for (const { name, labels } of samples) {
      for (const label of ['job', 'instance', 'user', 'id'])
        expect(labels).not.toHaveProperty(label);
      if (name.startsWith('atelier_http_requests_total')) {
        expect(labels['route'] === 'none' || routes.has(labels['route'] ?? '')).toBe(true);
      }
    }
    expect(JSON.stringify(samples)).not.toMatch(/boat|ann|atl_/);
  });

  it('sends one trace from the request to the queue, whose id stands in the log', async () => {
    await gateway.stop();
    closers.pop();
    const spans = receiver.spans().filter((span) => span.traceId === traceId);
    const request = spans.find(({ name }) => name === 'POST /chat');
    expect(request).toMatchObject({
      service: 'atelier-gateway',
      parentSpanId: 'b7ad6b7169203331',
      attributes: { 'http.route': '/chat', 'http.response.status_code': 200 },
    });
    for (const name of ['llm.generate', 'image.enqueue']) {
      const span = spans.find((one) => one.name === name);
      expect([name, span?.parentSpanId]).toEqual([name, request?.spanId]);
    }
    for (const event of ['request.answered', 'job.queued']) {
      expect(gateway.logged()).toMatch(new RegExp(`"event":"${event}".*"traceId":"${traceId}"`));
    }
    expect(JSON.stringify(receiver.spans())).not.toContain('boat');
  });
});
