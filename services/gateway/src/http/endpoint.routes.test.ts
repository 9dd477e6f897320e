import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { endpoints, speaksOpenAi, type Endpoint } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import supertest from 'supertest';
import type { Call, Handlers, RawAnswer } from './handlers.js';
import { id, job, png, testApp } from './testing/test-app.js';

const { app } = testApp();
const image = `/api/v1/images/${id}`;

describe('methods', () => {
  const paths = [...new Set(Object.values<Endpoint>(endpoints).map(({ path }) => path))];

  it.each(paths)('%s tells what it takes', async (path) => {
    const address = path.replace('{id}', id);
    const options = await supertest(app).options(address);
    expect(options.status).toBe(204);
    const wrong = await supertest(app).put(address);
    expect(wrong.status).toBe(405);
    expect(wrong.body).toMatchObject(
      speaksOpenAi(path)
        ? { error: { code: 'method_not_allowed' } }
        : { status: 405, code: 'METHOD_NOT_ALLOWED' },
    );
    expect(wrong.headers['allow']).toBe(options.headers['allow']);
    const taken = Object.values<Endpoint>(endpoints).filter((endpoint) => endpoint.path === path);
    for (const { method } of taken) expect(wrong.headers['allow']).toContain(method.toUpperCase());
  });

  it('counts HEAD as GET, without a body', async () => {
    const reply = await supertest(app).head(`/api/v1/image-jobs/${id}`);
    expect(reply.status).toBe(200);
    expect(reply.text).toBeUndefined();
    expect((await supertest(app).head('/chat')).status).toBe(405);
  });

  it('says 405 before it looks at the id', async () => {
    expect((await supertest(app).put('/api/v1/images/nope')).status).toBe(405);
  });
});

describe('addresses', () => {
  it.each(['/nowhere', '/Chat', '/health/', '//chat', '/api/v1/pictures', '/api/v1', '/metrics'])(
    '%s is unknown',
    async (path) => {
      const reply = await supertest(app).get(path);
      expect(reply.body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
      expect(reply.type).toBe('application/problem+json');
    },
  );

  it.each(['nope', '%00', `${id}x`, '..%2f..%2fetc', '%F0%9F%90%88'])(
    'id %s is not one',
    async (bad) => {
      const reply = await supertest(app).get(`/api/v1/images/${bad}`);
      expect(reply.body).toMatchObject({
        status: 400,
        code: 'INVALID_INPUT',
        errors: [{ field: '/id', problem: 'must be a UUID' }],
      });
    },
  );

  it.each(['/%', '/%zz', '/api/v1/images/%E4%B8', '/docs%FF'])(
    '%s can not be read',
    async (path) => {
      const reply = await supertest(app).get(path);
      expect(reply.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    },
  );
});

describe('answers', () => {
  it('carry the status of the contract, or another where the handler says so', async () => {
    const deleted = await supertest(app).delete(`/api/v1/conversations/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    const ready = await supertest(app).get('/health/ready');
    expect([ready.status, ready.type]).toEqual([503, 'application/json']);
    expect(ready.body).toEqual({ status: 'down', waiting_for: ['redis'] });
    expect(ready.headers['cache-control']).toBe('no-store');
  });

  it('carry Retry-After when a later try can help', async () => {
    const busy = new AppError('ENGINE_BUSY', 'Come back.', { retryAfterMs: 2_500 });
    const broken = testApp({ handlers: { live: () => Promise.reject(busy) } });
    const reply = await supertest(broken.app).get('/health/live');
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '3']);
  });

  it('give the principal and parsed input to the handler', async () => {
    const calls: unknown[] = [];
    const getImageJob: Handlers['getImageJob'] = ({ params, body, principal }) => {
      calls.push({ params, body, principal });
      return Promise.reject(new AppError('NOT_FOUND'));
    };
    const own = testApp({ handlers: { getImageJob } });
    expect((await supertest(own.app).get(`/api/v1/image-jobs/${id}`)).status).toBe(404);
    expect(calls).toEqual([{ params: { id }, body: undefined, principal: { ownerId: 'owner' } }]);
  });
});

describe('a call', () => {
  const wish = { prompt: 'a cat' };
  const asked = async (headers: Record<string, string>, trustedProxies?: string[]) => {
    const calls: Pick<Call<'generateImage'>, 'baseUrl' | 'patience'>[] = [];
    const own = testApp({
      handlers: {
        generateImage: ({ baseUrl, patience }) => {
          calls.push({ baseUrl, patience });
          return Promise.resolve({ status: 202, json: job, headers: { location: '/there' } });
        },
      },
      ...(trustedProxies && { trustedProxies }),
    });
    const reply = await supertest(own.app).post('/api/v1/image/generate').set(headers).send(wish);
    return { reply, call: calls[0] };
  };

  it('knows how long the client would wait', async () => {
    expect((await asked({ prefer: 'wait=7' })).call?.patience?.seconds).toBe(7);
    expect((await asked({})).call?.patience).toBeUndefined();
  });

  it('knows this server by the name that the client uses, and believes trusted proxies', async () => {
    const host = { host: 'localhost:8080' };
    const proxied = { ...host, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    expect((await asked(host)).call?.baseUrl).toBe('http://localhost:8080');
    expect((await asked(proxied)).call?.baseUrl).toBe('http://localhost:8080');
    const trusted = await asked(proxied, ['127.0.0.1', '::1']);
    expect(trusted.call?.baseUrl).toBe('https://localhost:8080');
  });

  it('is answered with the headers of its handler', async () => {
    const { reply } = await asked({});
    expect([reply.status, reply.headers['location']]).toEqual([202, '/there']);
  });
});

describe('pictures', () => {
  const withImage = (answer: Partial<RawAnswer>) =>
    testApp({
      handlers: {
        getImage: () =>
          Promise.resolve({ contentType: 'image/png', body: png, etag: 'abc', ...answer }),
      },
    });

  it('are nothing but pictures, for ever', async () => {
    const reply = await supertest(app).get(image);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual(png);
    expect(reply.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': 'inline',
      etag: '"abc"',
    });
  });

  it('may be named by the handler', async () => {
    const disposition = 'inline; filename="atelier.png"';
    const own = withImage({ headers: { 'content-disposition': disposition } });
    const reply = await supertest(own.app).get(image);
    expect(reply.headers['content-disposition']).toBe(disposition);
  });

  it.each(['"abc"', 'W/"abc"', '"x", "abc"', '*'])('are not sent again to %s', async (tag) => {
    let opened = 0;
    const body = () => Promise.resolve(Readable.from([png]).once('resume', () => (opened += 1)));
    const reply = await supertest(withImage({ body }).app).get(image).set('If-None-Match', tag);
    expect([reply.status, reply.text, opened]).toEqual([304, '', 0]);
    expect(reply.headers['etag']).toBe('"abc"');
  });

  it('are sent to those who have another', async () => {
    expect((await supertest(app).get(image).set('If-None-Match', '"abcd"')).status).toBe(200);
  });

  it('are not opened for HEAD', async () => {
    const body = () => Promise.reject(new Error('It was opened.'));
    const reply = await supertest(withImage({ body, bytes: 8 }).app).head(image);
    expect([reply.status, reply.headers['content-length']]).toEqual([200, '8']);
  });

  it('that can not be opened are a problem, without the headers of a picture', async () => {
    const body = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE'));
    const reply = await supertest(withImage({ body, bytes: 8 }).app).get(image);
    expect(reply.body).toMatchObject({ status: 503, code: 'STORAGE_UNAVAILABLE' });
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.headers).not.toHaveProperty('etag');
    expect(reply.headers).not.toHaveProperty('content-disposition');
  });

  it('that fail before the first byte are a problem too', async () => {
    const body = () =>
      Promise.resolve(
        new Readable({
          read() {
            this.destroy(new Error('disk'));
          },
        }),
      );
    const reply = await supertest(withImage({ body, bytes: 8 }).app).get(image);
    expect(reply.body).toMatchObject({ status: 500, code: 'INTERNAL' });
  });

  it.each([
    ['shorter', 100],
    ['longer', 3],
  ])('that are %s than they should be break the connection', async (_name, bytes) => {
    const body = () => Promise.resolve(Readable.from([png.subarray(0, 4), png.subarray(4)]));
    await expect(supertest(withImage({ body, bytes }).app).get(image)).rejects.toThrow();
  });

  it('that fail half-way break the connection', async () => {
    const halves = function* () {
      yield png.subarray(0, 4);
      throw new Error('disk');
    };
    const body = () => Promise.resolve(Readable.from(halves()));
    await expect(supertest(withImage({ body, bytes: 8 }).app).get(image)).rejects.toThrow();
  });
});
