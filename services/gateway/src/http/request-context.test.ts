import { describe, expect, it } from '@jest/globals';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { chatReply, id, testApp } from './testing/test-app.js';

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;
const chat = { user_id: 'ada', message: 'a secret wish' };

describe('request ids', () => {
  it('are taken from the client when they fit', async () => {
    const { app } = testApp();
    const reply = await supertest(app).get('/nowhere').set('X-Request-Id', 'trace-1');
    expect(reply.headers['x-request-id']).toBe('trace-1');
    expect(reply.body).toMatchObject({ code: 'NOT_FOUND', request_id: 'trace-1' });
  });

  it.each(['', 'two words', 'x'.repeat(129), 'caf\u00e9'])(
    'are made new instead of %j',
    async (given) => {
      const { app } = testApp();
      const reply = await supertest(app).get('/health/live').set('X-Request-Id', given);
      expect(reply.headers['x-request-id']).toMatch(uuidV7);
    },
  );
});

describe('request log', () => {
  it('is one line with the template of the address and nothing the client sent', async () => {
    const { app, lines } = testApp();
    await supertest(app).get(`/api/v1/image-jobs/${id}?token=hunter2`).set('X-Request-Id', 'r1');
    expect(lines()).toEqual([
      expect.objectContaining({
        event: 'request.answered',
        requestId: 'r1',
        method: 'GET',
        route: '/api/v1/image-jobs/{id}',
        status: 200,
        durationMs: expect.any(Number),
      }),
    ]);
    expect(JSON.stringify(lines())).not.toMatch(/hunter2|0199a1b2/);
  });

  it('names the problem, never the body', async () => {
    const { app, lines } = testApp();
    await supertest(app)
      .post('/chat')
      .send({ ...chat, extra: 1 });
    expect(lines()).toEqual([expect.objectContaining({ status: 400, code: 'INVALID_INPUT' })]);
    expect(JSON.stringify(lines())).not.toMatch(/secret/);
  });

  it('keeps the stack of an unknown error, and not its text', async () => {
    const { app, lines } = testApp({
      handlers: { chat: () => Promise.reject(new Error('hunter2')) },
    });
    const reply = await supertest(app).post('/chat').send(chat);
    expect(reply.status).toBe(500);
    expect(reply.text).not.toMatch(/hunter2/);
    const [failure] = lines();
    expect(failure).toMatchObject({ event: 'request.failed', level: 'error' });
    expect(failure?.['stack']).toMatch(/request-context\.test/);
    expect(JSON.stringify(lines())).not.toMatch(/hunter2/);
  });

  it('carries the id into what handlers log', async () => {
    const { app, lines } = testApp({
      handlers: {
        chat: ({ log, requestId }) => {
          log.info('turn.answered', { message: requestId });
          return Promise.resolve({ json: chatReply });
        },
      },
    });
    await supertest(app).post('/chat').set('X-Request-Id', 'r2').send(chat);
    expect(lines()[0]).toMatchObject({ requestId: 'r2', message: 'r2' });
  });
});

describe('a client that leaves', () => {
  it('aborts the signal of its call', async () => {
    const left = withResolvers<string>();
    const begun = withResolvers<undefined>();
    const { app, lines } = testApp({
      handlers: {
        live: async ({ signal }) => {
          begun.resolve(undefined);
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve);
          });
          left.resolve('left');
          return { json: { status: 'ok' } };
        },
      },
    });
    const server = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const request = httpRequest({ port, host: '127.0.0.1', path: '/health/live' }).end();
    request.on('error', () => undefined);
    await begun.promise;
    request.destroy();
    await expect(left.promise).resolves.toBe('left');
    await new Promise((resolve) => server.close(resolve));
    expect(lines()).toEqual([expect.objectContaining({ status: 499 })]);
  });

  it('leaves the signal alone when it was answered', async () => {
    let seen: AbortSignal | undefined;
    const { app } = testApp({
      handlers: {
        live: ({ signal }) => {
          seen = signal;
          return Promise.resolve({ json: { status: 'ok' } });
        },
      },
    });
    await supertest(app).get('/health/live');
    expect(seen?.aborted).toBe(false);
  });
});

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((given) => {
    resolve = given;
  });
  return { promise, resolve };
}
