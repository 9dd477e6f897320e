import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DirectImageResult, ImageJobView, imageKey, thumbnailKey } from '@atelier/contracts';
import { startRedis } from '@atelier/embedded';
import { createTestDatabase, requiredTestVariable, tempDir, waitFor } from '@atelier/testkit';
import OpenAI from 'openai';
import { startStubLlmWorker } from '../access/testing/stub-llm-worker.js';
import {
  startTestGateway,
  type IssuedKey,
  type TestGateway,
} from '../access/testing/test-gateway.js';

const png = Buffer.from('89504e470d0a1a0a', 'hex');
const closers: (() => Promise<void> | void)[] = [];
let gateway: TestGateway;
let ann: IssuedKey;

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
  const worker = await startStubLlmWorker(() => '');
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
  // Also when the start went wrong half-way.
  for (const close of closers.reverse()) await close();
});

/** Does a worker's work. */
async function draw(jobId: string): Promise<void> {
  const { database, blobs } = gateway;
  const image = {
    ...{ id: randomUUID(), index: 0, width: 64, height: 64, seed: 5, format: 'png' as const },
    ...{ key: imageKey(jobId, 0), bytes: png.length, look: '0123456789abcdef' },
    sha256: createHash('sha256').update(png).digest('hex'),
    thumbnail: { key: thumbnailKey(jobId, 0), bytes: 5 },
  };
  await blobs.put(image.key, png, { contentType: 'image/png' });
  await blobs.put(image.thumbnail.key, Buffer.from('small'), { contentType: 'image/webp' });
  await database.imageJobs.markSucceeded({ jobId, fence: 1, images: [image] });
}

/** The job of these words, once it is accepted. */
async function accepted(prompt: string): Promise<string> {
  let id: string | undefined;
  await waitFor(async () => {
    const jobs = await gateway.database.imageJobs.list(ann.ownerId, { limit: 10 });
    id = jobs.find(({ settings }) => settings.prompt === prompt)?.id;
    return id !== undefined;
  });
  return id ?? '';
}

describe('pictures in the answer, of the whole gateway with keys', () => {
  const generate = (body: object, headers: Record<string, string>) =>
    fetch(`${gateway.url}/api/v1/image/generate`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ann.key}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(body),
    });

  it('are the same for the same Idempotency-Key, before they are done and after', async () => {
    const wish = { prompt: 'a fox', width: 64, height: 64, seed: 5 };
    const key = { 'idempotency-key': 'k1' };
    const first = await generate(wish, { ...key, prefer: 'wait=0' });
    expect(first.status).toBe(202);
    const { id } = ImageJobView.parse(await first.json());
    expect(first.headers.get('location')).toBe(`/api/v1/image-jobs/${id}`);
    const waiting = generate(wish, key);
    await draw(id);
    const replies = [await waiting, await generate(wish, { ...key, prefer: 'wait=0' })];
    for (const reply of replies) {
      expect([reply.status, reply.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
      const result = DirectImageResult.parse(await reply.json());
      expect(result).toMatchObject({ job_id: id, metadata: { seed: 5 } });
      expect(result.images[0]?.image).toBe(png.toString('base64'));
    }
    const other = await generate({ ...wish, seed: 6 }, key);
    expect(other.status).toBe(422);
    expect(await gateway.database.imageJobs.list(ann.ownerId, { limit: 10 })).toHaveLength(1);
  });

  it('are told of as addresses that need no key', async () => {
    const client = new OpenAI({
      ...{ baseURL: `${gateway.url}/v1`, apiKey: ann.key, maxRetries: 0 },
    });
    const asking = client.images.generate({ prompt: 'an owl', response_format: 'url' });
    await draw(await accepted('an owl'));
    const url = (await asking).data?.[0]?.url ?? '';
    const picture = await fetch(url);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(png);
    expect((await fetch(url.replace(/\?.*/, ''))).status).toBe(401);
  });
});
