import { describe, expect, it } from '@jest/globals';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import supertest from 'supertest';
import { chatReply, testApp } from './testing/test-app.js';

const seen: unknown[] = [];
const { app } = testApp({
  handlers: {
    chat: ({ body }) => {
      seen.push(body);
      return Promise.resolve({ json: chatReply });
    },
  },
});
const good = { user_id: 'ada', message: 'hi' };
const json = JSON.stringify(good);
const post = (type = 'application/json') => supertest(app).post('/chat').set('Content-Type', type);

/** Bytes as they are, without the client's own serialisation. */
const bytes = (body: Buffer, headers: Record<string, string>) =>
  post()
    .set(headers)
    .serialize((value: unknown) => value as string)
    .send(body);

describe('content type', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
  ])('%s is read', async (type) => {
    expect((await post(type).send(json)).status).toBe(200);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'text/plain; application/json',
    '',
  ])('%j is refused unread', async (type) => {
    const before = seen.length;
    const reply = await post(type).send(json);
    expect(reply.body).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(seen).toHaveLength(before);
  });
});

describe('size', () => {
  it('of 10 MB is refused', async () => {
    const reply = await post().send(JSON.stringify({ ...good, message: 'x'.repeat(10_000_000) }));
    expect(reply.body).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it('counts without a Content-Length too', async () => {
    const request = post().set('Transfer-Encoding', 'chunked');
    for (let i = 0; i < 20; i += 1) request.write('x'.repeat(100_000));
    const reply = await request;
    expect(reply.body).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('counts after %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(20_000_000, ' '));
    expect(bomb.length).toBeLessThan(1_000_000);
    const reply = await bytes(bomb, { 'Content-Encoding': encoding });
    expect(reply.body).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('encoding', () => {
  it('may be gzip', async () => {
    const reply = await bytes(gzipSync(json), { 'Content-Encoding': 'gzip' });
    expect(reply.status).toBe(200);
  });

  it('must be one that is known', async () => {
    const reply = await bytes(Buffer.from(json), { 'Content-Encoding': 'zip' });
    expect(reply.body).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it.each([
    ['no gzip at all', Buffer.from(json)],
    ['cut gzip', gzipSync(json).subarray(0, 20)],
  ])('must be what it says: %s', async (_name, body) => {
    const reply = await bytes(body, { 'Content-Encoding': 'gzip' });
    expect(reply.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });
});

describe('JSON', () => {
  it.each(['{', '{"a":1,}', "{'a':1}", 'nonsense', '{"a":1}{"b":2}', '\u0000'])(
    '%j is malformed',
    async (text) => {
      const reply = await post().send(text);
      expect(reply.body).toMatchObject({ status: 400, code: 'MALFORMED_JSON' });
    },
  );

  it('must be UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const reply = await bytes(body, {});
    expect(reply.body).toMatchObject({ status: 400, code: 'MALFORMED_JSON' });
    expect((reply.body as { detail: string }).detail).toMatch(/UTF-8/);
  });

  it.each(['null', '5', '"text"', 'true', '[]', '[{}]'])('%j is not an object', async (text) => {
    const reply = await post().send(text);
    expect(reply.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    expect((reply.body as { detail: string }).detail).toMatch(/must be a JSON object/);
  });

  it('may be as deep as it likes', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const alone = await post().send(deep);
    expect(alone.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    const inside = await post().send(`{"user_id":"a","message":${deep}}`);
    expect(inside.body).toMatchObject({
      status: 400,
      errors: [{ field: '/message', problem: 'must be a string' }],
    });
    const unknown = await post().send(`{"user_id":"a","message":"b","x":${deep}}`);
    expect(unknown.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });

  it('treats __proto__ as any unknown field', async () => {
    const reply = await post().send('{"user_id":"a","message":"b","__proto__":{"admin":true}}');
    expect(reply.body).toMatchObject({
      status: 400,
      errors: [{ field: '/__proto__', problem: 'is not a known field; remove it' }],
    });
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});

describe('where none is expected', () => {
  it('is not looked at', async () => {
    const reply = await supertest(app).get('/health/live').set('Content-Type', 'x').send('{');
    expect(reply.status).toBe(200);
  });
});
