import { afterEach, describe, expect, it } from '@jest/globals';
import type { OpenAiImageEvent } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { serve } from '@atelier/lifecycle';
import OpenAI, { APIError, toFile } from 'openai';
import type { ImageEditParamsNonStreaming, ImageGenerateParams } from 'openai/resources/images';
import {
  bytesOf,
  createFakeJobs,
  type FakeJobs,
  type FakeJobsOptions,
} from '../../direct-images/testing/fake-jobs.js';
import { createFakeIdempotency } from '../../http/testing/fake-idempotency.js';
import { testApp, type TestApp } from '../../http/testing/test-app.js';
import { createImageModels } from './image-models.js';
import { openAiImageHandlers, type OpenAiImageOptions } from './openai-images.handlers.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Stack {
  readonly client: OpenAI;
  readonly url: string;
  readonly jobs: FakeJobs;
  readonly gateway: TestApp;
}

interface StackOptions extends Partial<FakeJobsOptions> {
  readonly images?: Partial<OpenAiImageOptions>;
}

/** The gateway's application over jobs in memory, and a client of OpenAI's. */
async function start({ images, ...options }: StackOptions = {}): Promise<Stack> {
  const idempotency = createFakeIdempotency();
  const jobs = createFakeJobs({ draws: 'at once', idempotency, ...options });
  const gateway = testApp({
    idempotency,
    handlers: openAiImageHandlers({
      jobs: jobs.waiter,
      blobs: jobs.blobs,
      models: createImageModels(() => Promise.resolve(['fake-image'])),
      linkOf: ({ id }) => Promise.resolve(`/api/v1/images/${id}?signature=s`),
      ...images,
    }),
  });
  const server = await serve({ host: '127.0.0.1', port: 0, listener: gateway.app });
  ends.push(() => server.stop(0));
  const url = `http://127.0.0.1:${server.port}`;
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
  return { client, url, jobs, gateway };
}

async function failure(work: Promise<unknown>): Promise<APIError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof APIError) return error;
  throw new Error('It did not fail as it should.', { cause: error });
}

/** Fields of ours, and some that the types of the client leave to models of OpenAI's. */
const withMore = <Params>(params: Params, more: object): Params => ({ ...params, ...more });
const fox = withMore({ model: 'fake-image', prompt: 'a fox' }, { seed: 5, steps: 20 });
const base64Of = (index: number, seed: number) => bytesOf(index, seed).toString('base64');

describe('generations', () => {
  it('come in base64', async () => {
    const { client, jobs } = await start();
    const images = await client.images.generate({
      ...fox,
      n: 2,
      size: '512x512',
      output_format: 'webp',
      user: 'ada',
      quality: 'auto',
    });
    expect(images).toMatchObject({
      background: 'opaque',
      output_format: 'webp',
      size: '512x512',
      data: [
        { b64_json: base64Of(0, 5), seed: 5 },
        { b64_json: base64Of(1, 6), seed: 6 },
      ],
    });
    expect(images.created).toBeGreaterThan(1_700_000_000);
    expect(images).not.toHaveProperty('warnings');
    expect(jobs.accepted).toEqual([
      {
        kind: 'generate',
        user_id: 'ada',
        reuse: true,
        prompt: 'a fox',
        width: 512,
        height: 512,
        count: 2,
        seed: 5,
        steps: 20,
        format: 'webp',
      },
    ]);
  });

  it('come as addresses of this server, as the client names it', async () => {
    const { client, url } = await start();
    const { data } = await client.images.generate({ ...fox, response_format: 'url' });
    expect(data).toEqual([{ url: expect.any(String), seed: 5 }]);
    const address = new URL(data?.[0]?.url ?? '');
    expect(address.origin).toBe(url);
    expect(address.pathname).toMatch(/^\/api\/v1\/images\/[0-9a-f-]{36}$/);
    expect(address.search).toBe('?signature=s');
  });

  it('follow the model where nothing is said, and tell what has no effect', async () => {
    const { client, jobs } = await start();
    const images = await client.images.generate({
      prompt: 'a fox',
      model: null,
      n: null,
      size: 'auto',
      background: 'transparent',
      quality: 'hd',
      style: 'vivid',
      output_compression: 50,
      moderation: 'low',
    });
    expect(jobs.accepted[0]).not.toHaveProperty('width');
    expect(jobs.accepted).toMatchObject([{ count: 1, format: 'png', user_id: 'me' }]);
    const { warnings } = images as { warnings?: { message: string }[] };
    expect(warnings?.map(({ message }) => message.split(' ')[0])).toEqual([
      'background',
      'quality',
      'style',
      'output_compression',
    ]);
  });

  it('come again under the same Idempotency-Key', async () => {
    const { client, jobs } = await start();
    const options = { headers: { 'idempotency-key': 'k1' } };
    const first = await client.images.generate(fox, options);
    expect(await client.images.generate(fox, options)).toEqual(first);
    expect(jobs.accepted).toHaveLength(1);
  });
});

describe('a stream', () => {
  it('shows the picture on the way, then as it is', async () => {
    const { client, jobs } = await start({ draws: 'by hand' });
    const stream = await client.images.generate({ ...fox, stream: true, partial_images: 2 });
    const id = await jobs.arrived();
    const reading = (async () => {
      const seen: OpenAiImageEvent[] = [];
      for await (const event of stream) seen.push(event as OpenAiImageEvent);
      return seen;
    })();
    await jobs.progress(id, 0);
    for (const step of [1, 6, 7, 8, 13, 14, 19]) {
      await jobs.progress(id, step, `preview at ${step}`);
    }
    jobs.succeed(id);
    const seen = await reading;
    // A third and two thirds of the way.
    expect(seen).toMatchObject([
      {
        type: 'image_generation.partial_image',
        partial_image_index: 0,
        b64_json: Buffer.from('preview at 7').toString('base64'),
        output_format: 'png',
      },
      {
        type: 'image_generation.partial_image',
        partial_image_index: 1,
        b64_json: Buffer.from('preview at 14').toString('base64'),
      },
      {
        type: 'image_generation.completed',
        b64_json: base64Of(0, 5),
        size: '64x64',
        usage: { total_tokens: 0 },
        job_id: id,
      },
    ]);
  });

  it('shows the picture alone where no more is asked for', async () => {
    const { client } = await start();
    const seen: string[] = [];
    for await (const event of await client.images.generate({ ...fox, stream: true })) {
      seen.push(event.type);
    }
    expect(seen).toEqual(['image_generation.completed']);
  });

  it('gives signs of life, and tells a failure as its last event', async () => {
    const { url, jobs, gateway } = await start({ draws: 'by hand', images: { heartbeatMs: 5 } });
    const response = await fetch(`${url}/v1/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fox, stream: true }),
    });
    const id = await jobs.arrived();
    let heard = '';
    let isFailed = false;
    for await (const chunk of response.body ?? []) {
      heard += Buffer.from(chunk as Uint8Array).toString();
      if (isFailed || !heard.startsWith(':\n\n:\n\n')) continue;
      isFailed = true;
      jobs.fail(id, new AppError('ENGINE_FAILED', 'No luck.'));
    }
    const last = /event: error\ndata: (.*)\n\n$/.exec(heard)?.[1] ?? '';
    expect(JSON.parse(last)).toMatchObject({
      error: { code: 'engine_failed', message: 'No luck.', type: 'server_error' },
    });
    expect(gateway.lines().map(({ event }) => event)).toContain('images.broken');
  });

  it('fails for the client as it fails here', async () => {
    const { client, jobs } = await start({ draws: 'by hand' });
    const stream = await client.images.generate({ ...fox, stream: true });
    jobs.cancel(await jobs.arrived());
    const reading = (async () => {
      for await (const event of stream) expect(event).toBeUndefined();
    })();
    expect(await failure(reading)).toMatchObject({ code: 'cancelled' });
  });
});

describe('edits', () => {
  const picture = () => toFile(Buffer.from('a picture'), 'a.png', { type: 'image/png' });
  const mask = () => toFile(Buffer.from('a mask'), 'm.png', { type: 'image/png' });
  const pictureBase64 = Buffer.from('a picture').toString('base64');
  const change = async (more: Partial<ImageEditParamsNonStreaming> = {}) => ({
    image: await picture(),
    prompt: '2024',
    ...more,
  });

  it('take a form with a picture', async () => {
    const { client, jobs } = await start();
    const images = await client.images.edit(
      withMore(await change({ n: 2, size: '512x512', user: '42' }), { strength: 0.25 }),
    );
    expect(images.data).toHaveLength(2);
    expect(jobs.accepted).toMatchObject([
      {
        kind: 'edit',
        image: pictureBase64,
        prompt: '2024',
        count: 2,
        width: 512,
        strength: 0.25,
        user_id: '42',
      },
    ]);
  });

  it('take a list of one picture, and a mask', async () => {
    const { client, jobs } = await start();
    await client.images.edit(await change({ image: [await picture()], mask: await mask() }));
    expect(jobs.accepted).toMatchObject([
      { kind: 'inpaint', image: pictureBase64, mask: Buffer.from('a mask').toString('base64') },
    ]);
  });

  it('stream under their own names', async () => {
    const { client } = await start();
    const seen: string[] = [];
    for await (const event of await client.images.edit({ ...(await change()), stream: true })) {
      seen.push(event.type);
    }
    expect(seen).toEqual(['image_edit.completed']);
  });

  it('take JSON too, with data URLs only', async () => {
    const { url, jobs } = await start();
    const edit = async (body: object) => {
      const response = await fetch(`${url}/v1/images/edits`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prompt: 'x', ...body }),
      });
      const { error } = (await response.json()) as { error?: { param: string } };
      return error?.param;
    };
    const dataUrl = `data:image/png;base64,${pictureBase64}`;
    expect(await edit({ images: [{ image_url: dataUrl }], mask: { image_url: dataUrl } })).toBe(
      undefined,
    );
    expect(jobs.accepted).toMatchObject([{ image: dataUrl, mask: dataUrl }]);
    expect(await edit({ images: [{ image_url: 'https://example.org/a.png' }] })).toBe(
      'images[0].image_url',
    );
    expect(await edit({ images: [{ file_id: 'file-1' }] })).toBe('images[0].file_id');
    expect(await edit({ images: [{}] })).toBe('images[0].image_url');
    expect(await edit({ mask: { file_id: 'file-1' }, image: dataUrl })).toBe('mask.file_id');
    expect(await edit({})).toBe('image');
    expect(await edit({ image: [dataUrl, dataUrl] })).toBe('image');
    expect(jobs.accepted).toHaveLength(1);
  });
});

describe('errors', () => {
  const generation = ({ client }: Stack, more: object) =>
    failure(client.images.generate({ ...fox, ...more } as ImageGenerateParams));

  it('name the field at fault as OpenAI calls it', async () => {
    const stack = await start();
    const cases: [object, string][] = [
      [{ prompt: '' }, 'prompt'],
      [{ n: 9 }, 'n'],
      [{ size: 'large' }, 'size'],
      [{ size: '500x500' }, 'size'],
      [{ size: '8192x64' }, 'size'],
      [{ response_format: 'gif' }, 'response_format'],
      [{ output_format: 'jpeg' }, 'output_format'],
      [{ partial_images: 4 }, 'partial_images'],
      [{ seed: -1 }, 'seed'],
      [{ steps: 0 }, 'steps'],
    ];
    for (const [more, param] of cases) {
      const error = await generation(stack, more);
      expect([error.status, error.type, error.code, error.param]).toEqual([
        400,
        'invalid_request_error',
        'invalid_input',
        param,
      ]);
      expect(error.message).not.toMatch(/undefined|\/width|\/count/);
    }
    expect(stack.jobs.accepted).toEqual([]);
  });

  it('speak so of what accepting finds too', async () => {
    const fields = [
      { field: '/width', problem: 'is too much for this model' },
      { field: '/height', problem: 'is too much for this model' },
    ];
    const refusal = new AppError('INVALID_INPUT', 'Width and height.', { fields });
    const error = await generation(await start({ refusal }), {});
    expect(error).toMatchObject({ status: 400, param: 'size' });
    expect(error.message).toContain('/size is too much for this model.');
  });

  it('say which model is unknown', async () => {
    const error = await generation(await start(), { model: 'dall-e-9' });
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(error.message).toContain('fake-image');
  });

  it.each([
    ['TOO_MANY_JOBS', 429, 'too_many_jobs'],
    ['CONTENT_REFUSED', 400, 'content_policy_violation'],
    ['IDEMPOTENCY_MISMATCH', 400, 'idempotency_mismatch'],
  ] as const)('tell %s, streamed or not', async (code, status, known) => {
    const stack = await start({ refusal: new AppError(code, 'As it is.') });
    for (const stream of [false, true]) {
      expect(await generation(stack, { stream })).toMatchObject({ status, code: known });
    }
  });

  it('tell why a job failed', async () => {
    const stack = await start({ draws: 'by hand' });
    const failing = generation(stack, {});
    stack.jobs.fail(await stack.jobs.arrived(), new AppError('MODEL_MISSING'));
    expect(await failing).toMatchObject({ status: 503, code: 'model_missing' });
  });

  it('say where the job goes on when time is up, or the gateway stops', async () => {
    const late = await start({ draws: 'by hand', images: { maxWaitMs: 10 } });
    const error = await generation(late, {});
    expect(error).toMatchObject({ status: 503, code: 'deadline_exceeded' });
    expect(error.message).toContain(`/api/v1/image-jobs/${await late.jobs.arrived()}`);

    const stopping = await start({ draws: 'by hand' });
    const waiting = generation(stopping, {});
    const reading = (async () => {
      const stream = await stopping.client.images.generate({ ...fox, stream: true });
      for await (const event of stream) expect(event).toBeUndefined();
    })();
    await stopping.jobs.arrived(2);
    stopping.jobs.waiter.abort();
    expect(await waiting).toMatchObject({ status: 503, code: 'shutting_down' });
    expect(await failure(reading)).toMatchObject({ code: 'shutting_down' });
  });
});
