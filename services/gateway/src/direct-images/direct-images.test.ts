import { describe, expect, it } from '@jest/globals';
import { DirectImageResult, ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { serve } from '@atelier/lifecycle';
import supertest from 'supertest';
import { createFakeIdempotency } from '../http/testing/fake-idempotency.js';
import { testApp } from '../http/testing/test-app.js';
import { directImageHandlers } from './direct-image.handlers.js';
import { bytesOf, createFakeJobs, type FakeJobsOptions } from './testing/fake-jobs.js';

function setUp(options: Partial<FakeJobsOptions> = {}) {
  const idempotency = createFakeIdempotency();
  const jobs = createFakeJobs({ draws: 'at once', idempotency, ...options });
  const { app } = testApp({
    idempotency,
    handlers: directImageHandlers({ jobs: jobs.waiter, blobs: jobs.blobs }),
  });
  const generate = (body: object, headers: Record<string, string> = {}) =>
    supertest(app).post('/api/v1/image/generate').set(headers).send(body);
  const edit = (body: object) => supertest(app).post('/api/v1/image/edit').send(body);
  return { app, jobs, generate, edit };
}

const fox = { prompt: 'a fox', seed: 3, count: 2, width: 128, height: 64 };
const image = bytesOf(0, 1).toString('base64');

describe('POST /api/v1/image/generate', () => {
  it('answers with the pictures, their thumbnails and what they were made with', async () => {
    const { generate, jobs } = setUp();
    const reply = await generate(fox);
    expect(reply.status).toBe(200);
    expect(reply.type).toBe('application/json');
    expect(reply.headers['cache-control']).toBe('no-store');
    const result = DirectImageResult.parse(reply.body);
    expect(result).toMatchObject({
      metadata: { seed: 3, duration_ms: 12, engine: { model: 'fake-image' } },
      warnings: [],
      images: [
        { width: 128, height: 64, seed: 3, format: 'png', image: bytesOf(0, 3).toString('base64') },
        { seed: 4, image: bytesOf(1, 4).toString('base64') },
      ],
    });
    expect(Buffer.from(result.images[0]?.thumbnail ?? '', 'base64').toString()).toBe('thumbnail');
    expect(result).not.toHaveProperty('reused');
    expect(jobs.accepted).toMatchObject([{ kind: 'generate', user_id: 'me', reuse: true, ...fox }]);
  });

  it('waits for the picture, as long as the client would', async () => {
    const { generate, jobs } = setUp({ draws: 'by hand' });
    const waiting = generate(fox, { prefer: 'wait=600' }).then((reply) => reply);
    const id = await jobs.arrived();
    await jobs.progress(id, 10);
    jobs.succeed(id);
    const reply = await waiting;
    expect([reply.status, reply.headers['preference-applied']]).toEqual([200, 'wait=600']);
    expect(DirectImageResult.parse(reply.body).job_id).toBe(id);
  });

  it.each(['wait=0', 'respond-async'])('answers with the job at %s', async (prefer) => {
    const { generate, jobs } = setUp({ draws: 'by hand' });
    const reply = await generate(fox, { prefer });
    const id = await jobs.arrived();
    expect(reply.status).toBe(202);
    expect(reply.headers).toMatchObject({
      location: `/api/v1/image-jobs/${id}`,
      'preference-applied': prefer,
    });
    expect(ImageJobView.parse(reply.body)).toMatchObject({ id, status: 'queued' });
  });

  it('answers with the job when the gateway stops', async () => {
    const { generate, jobs } = setUp({ draws: 'by hand' });
    const waiting = generate(fox).then((reply) => reply);
    const id = await jobs.arrived();
    jobs.waiter.abort();
    const reply = await waiting;
    expect([reply.status, reply.headers['preference-applied']]).toEqual([202, undefined]);
    expect(reply.body).toMatchObject({ id });
  });

  it('tells why a job failed, and that one was cancelled', async () => {
    const { generate, jobs } = setUp({ draws: 'by hand' });
    const failing = generate(fox).then((reply) => reply);
    jobs.fail(await jobs.arrived(), new AppError('ENGINE_FAILED', 'No luck.'));
    expect((await failing).body).toMatchObject({ status: 503, code: 'ENGINE_FAILED' });
    const leaving = generate(fox).then((reply) => reply);
    jobs.cancel(await jobs.arrived(2));
    expect((await leaving).body).toMatchObject({ status: 409, code: 'CANCELLED' });
  });

  it('refuses as accepting does', async () => {
    const { generate } = setUp({ refusal: new AppError('TOO_MANY_JOBS', 'Wait.') });
    const reply = await generate(fox);
    expect([reply.status, reply.headers['retry-after']]).toEqual([429, '10']);
  });

  it.each([[{}], [{ prompt: 'x', image }], [{ prompt: 'x', kind: 'upscale' }]])(
    'refuses %j',
    async (body) => {
      const { generate, jobs } = setUp();
      expect((await generate(body)).body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
      expect(jobs.accepted).toEqual([]);
    },
  );
});

describe('an Idempotency-Key', () => {
  const key = { 'idempotency-key': 'k1' };

  it('gives the same pictures of the same job, also to one who did not wait at first', async () => {
    const { generate, jobs } = setUp({ draws: 'by hand' });
    const first = await generate(fox, { ...key, prefer: 'wait=0' });
    expect(first.status).toBe(202);
    const [second, third] = [generate(fox, key), generate(fox, key)].map((it) => it.then((r) => r));
    const id = await jobs.arrived();
    jobs.succeed(id);
    const replies = await Promise.all([second, third]);
    for (const reply of replies) {
      expect([reply?.status, reply?.headers['idempotency-replayed']]).toEqual([200, 'true']);
      expect(reply?.body).toMatchObject({ job_id: id });
    }
    expect(replies[0]?.body).toEqual(replies[1]?.body);
    expect(jobs.accepted).toHaveLength(1);
  });

  it('gives the pictures to a client that had left', async () => {
    const { app, jobs } = setUp({ draws: 'by hand' });
    const server = await serve({ host: '127.0.0.1', port: 0, listener: app });
    const ask = (signal: AbortSignal) =>
      fetch(`http://127.0.0.1:${server.port}/api/v1/image/generate`, {
        ...{ method: 'POST', body: JSON.stringify(fox), signal },
        headers: { 'content-type': 'application/json', ...key },
      });
    const leaving = new AbortController();
    const left = ask(leaving.signal).catch(() => 'left');
    const id = await jobs.arrived();
    leaving.abort();
    expect(await left).toBe('left');
    jobs.succeed(id);
    const reply = await ask(new AbortController().signal);
    expect([reply.status, await reply.json()]).toMatchObject([200, { job_id: id }]);
    expect(jobs.accepted).toHaveLength(1);
    await server.stop(0);
  });

  it('gives the same failure, and refuses another wish', async () => {
    const { generate, jobs } = setUp({ draws: 'by hand' });
    await generate(fox, { ...key, prefer: 'wait=0' });
    jobs.fail(await jobs.arrived(), new AppError('ENGINE_FAILED'));
    for (let time = 0; time < 2; time += 1) {
      expect((await generate(fox, key)).body).toMatchObject({ code: 'ENGINE_FAILED' });
    }
    const other = await generate({ ...fox, seed: 4 }, key);
    expect(other.body).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(jobs.accepted).toHaveLength(1);
  });

  it.each(['pictures', 'files'] as const)('says that the %s are gone', async (what) => {
    const { generate, jobs } = setUp();
    expect((await generate(fox, key)).status).toBe(200);
    jobs.remove(await jobs.arrived(), what);
    expect((await generate(fox, key)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});

describe('POST /api/v1/image/edit', () => {
  it.each([
    ['edit', { prompt: 'x', image }],
    ['inpaint', { prompt: 'x', image, mask: image }],
    ['upscale', { kind: 'upscale', image, factor: 4 }],
    ['variation', { kind: 'variation', image_id: '0199a1b2-0000-7000-8000-000000000001' }],
    ['outpaint', { kind: 'outpaint', prompt: 'x', image, extend: { left: 64 } }],
  ])('accepts %s', async (kind, body) => {
    const { edit, jobs } = setUp();
    expect((await edit(body)).status).toBe(200);
    expect(jobs.accepted).toMatchObject([{ ...body, kind }]);
  });

  it.each([
    ['/image', { prompt: 'x' }],
    ['/prompt', { image }],
    ['/kind', { kind: 'generate', prompt: 'x' }],
    ['/mask', { kind: 'edit', prompt: 'x', image, mask: image }],
    ['/factor', { kind: 'upscale', image }],
  ])('names %s where it is wrong', async (field, body) => {
    const { edit, jobs } = setUp();
    const reply = await edit(body);
    expect(reply.body).toMatchObject({ status: 400, errors: [{ field }] });
    expect(jobs.accepted).toEqual([]);
  });
});
