import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageDefaults, type DrawRequest } from '@atelier/contracts';
import { createLogger } from '@atelier/logging';
import type { Running } from '@atelier/lifecycle';
import { createJobProducer, drawImage } from '@atelier/queue';
import { createFolderBlobStore } from '@atelier/storage';
import {
  parseExposition,
  requiredTestVariable,
  startOtlpReceiver,
  tempDir,
  waitFor,
  type Exposition,
  type OtlpReceiver,
  type TempDir,
} from '@atelier/testkit';
import { loadDiffusionWorkerConfig } from './config.js';
import { startWorker } from './start-worker.js';

/** A database of its own, since the names of queue and stream are fixed. */
const redisUrl = new URL('/14', requiredTestVariable('TEST_REDIS_URL')).href;
const traceId = '0af7651916cd43dd8448eb211c80319c';
let written = '';
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    written += chunk.toString();
    done();
  },
});

describe('metrics of the diffusion-worker', () => {
  const producer = createJobProducer({ redisUrl, job: drawImage });
  // Of version 7, whose time is when the job was accepted.
  const jobId = '0190b5f0-0000-7000-8000-000000000008';
  let folder: TempDir;
  let receiver: OtlpReceiver;
  let worker: Running;
  let url: string;

  beforeAll(async () => {
    folder = await tempDir();
    receiver = await startOtlpReceiver();
    const config = loadDiffusionWorkerConfig({
      ...{ REDIS_URL: redisUrl, BLOB_DIR: folder.path, ENGINE: 'mock', METRICS_PORT: '0' },
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    const blobs = createFolderBlobStore({ root: folder.path });
    const log = createLogger({ service: 'diffusion-worker', stream });
    worker = await startWorker({ config, blobs, log });
    url = `http://127.0.0.1:${/metrics.listening.*"port":(\d+)/.exec(written)?.[1] ?? ''}`;
  });
  afterAll(async () => {
    await Promise.all([producer.close(), receiver.stop()]);
    await folder.remove();
  });

  const scrape = async (): Promise<Exposition> =>
    parseExposition(await (await fetch(`${url}/metrics`)).text());

  it('move with a job', async () => {
    const settings = { ...imageDefaults, prompt: 'a boat', seed: 1, steps: 4, count: 2 };
    const small = { ...settings, width: 64, height: 64 };
    const job: DrawRequest = {
      ...{ jobId, generation: 1, requestId: 'r1', work: { kind: 'generate' } },
      settings: small,
    };
    await producer.add(jobId, job, `00-${traceId}-b7ad6b7169203331-01`);
    const kind = { kind: 'generate' };
    await waitFor(async () => {
      const labels = { ...kind, outcome: 'completed' };
      return (await scrape()).value('atelier_image_attempts_total', labels) === 1;
    });
    const after = await scrape();
    expect(after.value('atelier_image_steps_total')).toBe(8);
    // The first step of each picture has no start that is seen.
    expect(after.value('atelier_image_step_seconds_count')).toBe(6);
    expect(after.value('atelier_image_pictures_total', kind)).toBe(2);
    expect(after.value('atelier_image_queue_wait_seconds_count', kind)).toBe(1);
    expect(after.value('atelier_image_draw_seconds_count', kind)).toBe(1);
    expect(after.value('atelier_image_jobs_running')).toBe(0);
    expect(after.value('atelier_image_worker_consuming')).toBe(1);
    expect(after.value('atelier_engine_busy_seconds_total')).toBeGreaterThan(0);
    expect(after.value('atelier_engine_info', { engine: 'mock' })).toBe(1);
    for (const [name, type] of after.types) {
      if (name.startsWith('atelier_')) {
        expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      }
    }
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('a trace goes on from the queue to the pictures, and stands in the log', async () => {
    await worker.stop();
    const spans = receiver.spans().filter((span) => span.traceId === traceId);
    const [job] = spans.filter(({ name }) => name === 'image.generate');
    expect(job).toMatchObject({
      service: 'atelier-diffusion-worker',
      parentSpanId: 'b7ad6b7169203331',
      attributes: { job_id: jobId, kind: 'generate' },
    });
    const inner = spans.filter(({ parentSpanId }) => parentSpanId === job?.spanId);
    const names = inner.map(({ name }) => name).sort();
    expect(names).toEqual(['engine.draw', 'engine.draw', 'image.save', 'image.save']);
    expect(written).toMatch(new RegExp(`"event":"job.drawn".*"traceId":"${traceId}"`));
  });
});
