import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import type { Fetch } from './call.js';
import { createClient } from './client.js';

const id = '0190c0de-0000-7000-8000-000000000001';
const chatReply = {
  assistant_response: 'Hello.',
  image_urls: [],
  conversation_id: id,
  message_id: id,
  model: 'mock',
  warnings: [],
};
const job = {
  id,
  kind: 'generate',
  status: 'running',
  progress: 40,
  step: 8,
  steps: 20,
  settings: {
    prompt: 'a fox',
    negative_prompt: '',
    width: 512,
    height: 512,
    steps: 20,
    cfg_scale: 7.5,
    seed: 1,
    count: 1,
    format: 'png',
  },
  images: [],
  warnings: [],
  created_at: '2026-01-01T00:00:00.000Z',
};

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client whose server answers every request with `answer`, and the requests it was sent. */
function answering(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, init) => {
    sent.push({ url, init });
    return answer();
  };
  return { sent, client: createClient({ baseUrl: 'http://atelier.test/', fetch }) };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!AppError.is(error)) throw new Error('expected an AppError');
  return error;
}

describe('requests', () => {
  it('posts a chat turn as JSON with its idempotency key', async () => {
    const { client, sent } = answering(() => json(chatReply));
    const body = { user_id: 'me', message: 'hi' };
    expect(await client.chat(body, { idempotencyKey: 'k1' })).toEqual(chatReply);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      url: 'http://atelier.test/chat',
      init: {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k1' },
        body: JSON.stringify(body),
      },
    });
  });

  it('uses the method and path of the endpoint table', async () => {
    const { client, sent } = answering(() => json(job));
    await client.imageJob(id);
    await client.cancelImageJob(id);
    expect(sent.map(({ url, init }) => `${init.method ?? ''} ${url}`)).toEqual([
      `GET http://atelier.test/api/v1/image-jobs/${id}`,
      `DELETE http://atelier.test/api/v1/image-jobs/${id}`,
    ]);
    expect(sent[0]?.init.headers).toEqual({});
  });

  it('resolves with nothing where there is no content', async () => {
    const { client } = answering(() => new Response(null, { status: 204 }));
    await expect(client.deleteConversation(id)).resolves.toBeUndefined();
  });

  it('puts what is asked for into the query string', async () => {
    const { client, sent } = answering(() => json({ conversations: [], messages: [], hits: [] }));
    await client.conversations();
    await client.conversations({ tag: 'a b', limit: 5, cursor: undefined });
    await client.messages(id, { before: 7 });
    await client.searchConversations('"x" & ü', { limit: 2 });
    await client.deleteConversation(id, { pictures: 'delete' });
    await client.exportConversation(id, 'markdown');
    const base = 'http://atelier.test/api/v1/conversations';
    expect(sent.map(({ url, init }) => `${init.method ?? ''} ${url}`)).toEqual([
      `GET ${base}`,
      `GET ${base}?tag=a+b&limit=5`,
      `GET ${base}/${id}/messages?before=7`,
      `GET ${base}/search?q=%22x%22+%26+%C3%BC&limit=2`,
      `DELETE ${base}/${id}?pictures=delete`,
      `GET ${base}/${id}/export?format=markdown`,
    ]);
  });

  it('has pictures drawn, and asks the server to wait as long as it will itself', async () => {
    const result = { job_id: id, images: [], metadata: { seed: 1 }, warnings: [] };
    const { client, sent } = answering(() => json(result));
    const body = { prompt: 'a fox' };
    const options = { waitSeconds: 5, idempotencyKey: 'k1' };
    expect(await client.generateImage(body, options)).toEqual(result);
    await client.editImage({ ...body, image: 'AA==' });
    expect(sent.map(({ url, init }) => [url, init.headers, init.body])).toEqual([
      [
        'http://atelier.test/api/v1/image/generate',
        { 'content-type': 'application/json', 'idempotency-key': 'k1', prefer: 'wait=5' },
        JSON.stringify(body),
      ],
      [
        'http://atelier.test/api/v1/image/edit',
        { 'content-type': 'application/json' },
        JSON.stringify({ ...body, image: 'AA==' }),
      ],
    ]);
  });

  it('gives the job of pictures that take longer', async () => {
    const { client } = answering(() => json(job, 202));
    expect(await client.generateImage({ prompt: 'a fox' })).toEqual(job);
    expect(await client.createImageJob({ prompt: 'a fox' })).toEqual(job);
    expect(await client.redrawImage(id)).toEqual(job);
  });

  it('asks for pictures of the gallery', async () => {
    const lists = { images: [], ancestors: [], descendants: [], jobs: [] };
    const { client, sent } = answering(() => json(lists));
    await client.images({ q: 'red fox', favourite: true, limit: 5 });
    await client.similarImages(id, { distance: 3 });
    await client.imageLineage(id);
    await client.imageJobs({ kind: 'upscale', active: false });
    expect(sent.map(({ url, init }) => `${init.method ?? ''} ${url}`)).toEqual([
      'GET http://atelier.test/api/v1/images?q=red+fox&favourite=true&limit=5',
      `GET http://atelier.test/api/v1/images/${id}/similar?distance=3`,
      `GET http://atelier.test/api/v1/images/${id}/lineage`,
      'GET http://atelier.test/api/v1/image-jobs?kind=upscale&active=false',
    ]);
  });

  it('reads a picture by its id and by the url that a job gives', async () => {
    const { client, sent } = answering(() => new Response(new Uint8Array([137, 80, 78, 71])));
    expect(await client.image(id)).toEqual(new Uint8Array([137, 80, 78, 71]));
    await client.image(`/api/v1/images/${id}`);
    expect(new Set(sent.map(({ url }) => url))).toEqual(
      new Set([`http://atelier.test/api/v1/images/${id}`]),
    );
  });

  it.each(['../../health', `http://elsewhere.test/api/v1/images/${id}`, '', `${id}/x`])(
    'sends nothing for %p, which is no id',
    async (bad) => {
      const { client, sent } = answering(() => json(job));
      expect(await failure(client.image(bad))).toMatchObject({ code: 'INVALID_INPUT' });
      expect(await failure(client.imageJob(bad))).toMatchObject({ code: 'INVALID_INPUT' });
      expect(sent).toEqual([]);
    },
  );

  it('sends nothing with an idempotency key that no header can carry', async () => {
    const { client, sent } = answering(() => json(chatReply));
    const call = client.chat({ user_id: 'me', message: 'hi' }, { idempotencyKey: 'a\nb' });
    expect(await failure(call)).toMatchObject({ code: 'INVALID_INPUT' });
    expect(sent).toEqual([]);
  });
});

describe('failures', () => {
  const problem = {
    type: 'urn:atelier:invalid-input',
    title: 'Bad request',
    status: 400,
    detail: 'Send a message.',
    code: 'INVALID_INPUT',
    request_id: 'r-1',
    errors: [{ field: '/message', problem: 'Too short' }],
  };

  it('keeps what a problem says', async () => {
    const { client } = answering(() => json(problem, 400, { 'retry-after': '7' }));
    expect(await failure(client.imageJob(id))).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'Send a message.',
      fields: [{ field: '/message', problem: 'Too short' }],
      retryAfterMs: 7000,
      retryable: false,
      requestId: 'r-1',
    });
  });

  it('takes a retryable status as such when the code is from a newer server', async () => {
    const newer = { ...problem, code: 'MOON_PHASE', status: 503, detail: 'Wait for the moon.' };
    const { client } = answering(() => json(newer, 503));
    expect(await failure(client.imageJob(id))).toMatchObject({
      code: 'INTERNAL',
      message: 'Wait for the moon.',
      retryable: true,
    });
  });

  it.each([
    [502, 'SERVER_UNREACHABLE', true],
    [404, 'NOT_FOUND', false],
    [500, 'INTERNAL', false],
  ])('names a bare %d of a proxy %s', async (status, code, retryable) => {
    const { client } = answering(
      () => new Response('<h1>no</h1>', { status, headers: { 'x-request-id': 'r-2' } }),
    );
    const error = await failure(client.imageJob(id));
    expect(error).toMatchObject({ code, retryable, requestId: 'r-2' });
    expect(error.message).not.toContain('<');
  });

  it('says that nothing answers, and where', async () => {
    const { client } = answering(() => Promise.reject(new TypeError('fetch failed')));
    expect(await failure(client.health())).toMatchObject({
      code: 'SERVER_UNREACHABLE',
      message: 'Atelier does not answer at http://atelier.test. Check that it is running.',
      retryable: true,
    });
  });

  it.each([['{"status":"running"}'], ['not json'], ['']])(
    'refuses the answer %p, which does not fit the contract',
    async (text) => {
      const { client } = answering(() => new Response(text, { status: 200 }));
      const error = await failure(client.imageJob(id));
      expect(error).toMatchObject({ code: 'INTERNAL' });
      expect(error.message).toContain('/api/v1/image-jobs/{id}');
    },
  );

  it('takes a 503 with the facts of readiness as an answer', async () => {
    const probe = { status: 'down', waiting_for: ['redis'] };
    const { client } = answering(() => json(probe, 503));
    expect(await client.ready()).toEqual(probe);
  });
});

describe('deadlines', () => {
  /** Never answers; ends only with its signal, as fetch does. */
  const silent: Fetch = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new DOMException('aborted', 'AbortError'));
      });
    });

  it('ends a call that takes too long', async () => {
    const client = createClient({ baseUrl: '', fetch: silent });
    expect(await failure(client.imageJob(id, { timeoutMs: 5 }))).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      retryable: true,
    });
  });

  it("ends a call with the caller's signal", async () => {
    const client = createClient({ baseUrl: '', fetch: silent });
    const controller = new AbortController();
    const call = client.chat({ user_id: 'me', message: 'hi' }, { signal: controller.signal });
    controller.abort();
    expect(await failure(call)).toMatchObject({ code: 'CANCELLED' });
  });

  it('does not start a call that is cancelled already', async () => {
    const { client, sent } = answering(() => json(job));
    const call = client.imageJob(id, { signal: AbortSignal.abort() });
    expect(await failure(call)).toMatchObject({ code: 'CANCELLED' });
    expect(sent).toEqual([]);
  });
});
