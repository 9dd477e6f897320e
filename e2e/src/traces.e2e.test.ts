import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  parseExposition,
  startOtlpReceiver,
  tempDir,
  waitFor,
  type Exposition,
  type OtlpReceiver,
  type TempDir,
} from '@atelier/testkit';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

const traceId = '0af7651916cd43dd8448eb211c80319c';
const requestId = 'a-request-to-follow';

describe('what Atelier tells of itself', () => {
  let dir: TempDir;
  let receiver: OtlpReceiver;
  let stack: Stack;

  beforeAll(async () => {
    dir = await tempDir();
    receiver = await startOtlpReceiver();
    stack = await startStack({
      dataDir: dir.path,
      environment: { METRICS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    const answer = await fetch(`${stack.url}/chat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': requestId,
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ user_id: 'me', message: 'Draw a red boat on a lake' }),
    });
    const { image_job_id: id = '' } = (await answer.json()) as { image_job_id?: string };
    await waitFor(async () => (await stack.client.imageJob(id)).status === 'succeeded');
  });
  afterAll(async () => {
    // First: open, it would keep the tests from ending, also when the stack did not start.
    await receiver.stop();
    await stack.interrupt();
    await dir.remove();
  });

  const logged = async () => {
    const files = ['gateway', 'llm-worker', 'diffusion-worker-1'];
    const texts = files.map((name) => readFile(join(dir.path, 'logs', `${name}.log`), 'utf8'));
    const lines = (await Promise.all(texts)).join('\n').split('\n');
    return lines.flatMap((line) =>
      line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : [],
    );
  };
  const scrape = async (service: string): Promise<Exposition> => {
    const line = (await logged()).find(
      (entry) => entry['service'] === service && entry['event'] === 'metrics.listening',
    );
    const response = await fetch(`http://127.0.0.1:${String(line?.['port'])}/metrics`);
    return parseExposition(await response.text());
  };

  it('is one trace from a message to its picture, through every process', async () => {
    const spansOf = (service: string) =>
      receiver.spans().filter((span) => span.service === service && span.traceId === traceId);
    const named = (service: string, name: string) =>
      spansOf(service).find((span) => span.name === name);
    // Spans leave in batches.
    await waitFor(() => named('atelier-diffusion-worker', 'image.generate') !== undefined);
    await waitFor(() => named('atelier-gateway', 'POST /chat') !== undefined);
    await waitFor(() => named('atelier-llm-worker', 'POST /v1/generate') !== undefined);

    const request = named('atelier-gateway', 'POST /chat');
    const asked = named('atelier-gateway', 'llm.generate');
    const enqueued = named('atelier-gateway', 'image.enqueue');
    const drawn = named('atelier-diffusion-worker', 'image.generate');
    expect(asked?.parentSpanId).toBe(request?.spanId);
    const answers = spansOf('atelier-llm-worker').filter(
      ({ parentSpanId }) => parentSpanId === asked?.spanId,
    );
    expect(answers.map(({ name }) => name)).toEqual(['POST /v1/generate']);
    expect(enqueued?.parentSpanId).toBe(request?.spanId);
    expect(drawn?.parentSpanId).toBe(enqueued?.spanId);
    const names = spansOf('atelier-diffusion-worker').map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['engine.draw', 'image.save']));
  });

  it('stands in the log of every process beside the id of the request', async () => {
    const lines = (await logged()).filter((entry) => entry['traceId'] === traceId);
    const services = new Set(lines.map((entry) => entry['service']));
    expect(services).toEqual(new Set(['gateway', 'llm-worker', 'diffusion-worker']));
    for (const entry of lines) expect(entry['requestId']).toBe(requestId);
  });

  it('is counted in every process', async () => {
    const [gateway, llm, diffusion] = await Promise.all(
      ['gateway', 'llm-worker', 'diffusion-worker'].map(scrape),
    );
    const succeeded = { kind: 'generate', state: 'succeeded' };
    expect(gateway?.value('atelier_image_jobs_ended_total', succeeded)).toBe(1);
    expect(gateway?.value('atelier_dependency_up')).toBe(5);
    expect(llm?.value('atelier_llm_completion_tokens_total')).toBeGreaterThan(0);
    const completed = { kind: 'generate', outcome: 'completed' };
    expect(diffusion?.value('atelier_image_attempts_total', completed)).toBe(1);
  });
});
