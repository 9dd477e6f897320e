import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImageJobView, imageKey, sourceKey, thumbnailKey } from '@atelier/contracts';
import { startRedis } from '@atelier/embedded';
import { createTestDatabase, requiredTestVariable, tempDir } from '@atelier/testkit';
import { answerOf, startStubLlmWorker } from '../../access/testing/stub-llm-worker.js';
import {
  startTestGateway,
  type IssuedKey,
  type TestGateway,
} from '../../access/testing/test-gateway.js';
import { gradient, toSharp } from '../../uploads/testing/pictures.js';

const closers: (() => Promise<void> | void)[] = [];
let gateway: TestGateway;
let ann: IssuedKey;
const picture = await toSharp(gradient(96, 64)).jpeg().toBuffer();

beforeAll(async () => {
  const folder = await tempDir();
  closers.push(folder.remove);
  const empty = await createTestDatabase();
  closers.push(empty.drop);
  const redis = await startRedis({
    binary: requiredTestVariable('TEST_REDIS_SERVER'),
    dataDir: `${folder.path}/redis`,
    password: randomUUID(),
    log: () => undefined,
  });
  closers.push(redis.stop);
  const worker = await startStubLlmWorker(() => answerOf('Hello.'));
  closers.push(worker.close);
  gateway = await startTestGateway({
    databaseUrl: empty.url,
    redisUrl: redis.url,
    llmWorkerUrl: worker.url,
    folder: folder.path,
  });
  closers.push(gateway.stop);
  ann = await gateway.issue('ann');
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

async function post(path: string, body?: FormData | object, headers: Record<string, string> = {}) {
  const isForm = body instanceof FormData;
  const response = await fetch(`${gateway.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ann.key}`,
      ...(!isForm && body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  });
  const json: unknown = await response.json();
  return { status: response.status, headers: response.headers, json };
}

/** The picture in a form. */
function upload(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('image', new Blob([picture], { type: 'image/jpeg' }), 'holiday.jpg');
  return form;
}

describe('picture jobs over HTTP', () => {
  it('begin with a form as with JSON, and once for one key', async () => {
    const form = upload({ kind: 'upscale', factor: '2' });
    const made = await post('/image-jobs', form, { 'idempotency-key': 'one' });
    expect(made.status).toBe(202);
    const job = ImageJobView.parse(made.json);
    expect(job).toMatchObject({
      kind: 'upscale',
      settings: { width: 192, height: 128, factor: 2 },
    });
    expect(await gateway.blobs.stat(sourceKey(job.id))).toBeDefined();

    const body = { kind: 'upscale', factor: 2, image: picture.toString('base64') };
    const again = await post('/image-jobs', body, { 'idempotency-key': 'one' });
    expect(again).toMatchObject({ status: 202, json: { id: job.id } });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await post('/image-jobs', { prompt: 'a' }, { 'idempotency-key': 'one' });
    expect(other.status).toBe(422);
  });

  it('are answered with 200 where they are drawn already, and drawn again on request', async () => {
    const body = { kind: 'upscale', factor: 4, image: picture.toString('base64') };
    const { id } = ImageJobView.parse((await post('/image-jobs', body)).json);
    const image = {
      ...{ id: randomUUID(), index: 0, key: imageKey(id, 0), sha256: 'a'.repeat(64), bytes: 1 },
      ...{ width: 384, height: 256, seed: 0, format: 'png' as const, look: '0'.repeat(16) },
      thumbnail: { key: thumbnailKey(id, 0), bytes: 1 },
    };
    await gateway.database.imageJobs.markSucceeded({ jobId: id, fence: 1_001, images: [image] });
    const again = await post('/image-jobs', body);
    expect(again).toMatchObject({ status: 200, json: { id, reused: true } });

    const redrawn = await post(`/images/${image.id}/redraw`);
    expect(redrawn.status).toBe(202);
    expect(redrawn.json).toMatchObject({ kind: 'upscale', redraw: { of: image.id } });
  });

  it('are refused with the name of the field', async () => {
    const gif = 'R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==';
    const reply = await post('/image-jobs', { kind: 'upscale', factor: 2, image: gif });
    expect(reply).toMatchObject({
      status: 400,
      json: {
        code: 'INVALID_INPUT',
        errors: [{ field: '/image', problem: 'must be a PNG, JPEG or WebP picture' }],
      },
    });
    const hook = await post('/image-jobs', { prompt: 'a', webhook_url: 'http://127.0.0.1/' });
    expect(hook).toMatchObject({ status: 400, json: { errors: [{ field: '/webhook_url' }] } });
  });
});
