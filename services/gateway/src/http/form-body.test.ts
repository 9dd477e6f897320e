import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { maxPictureBodyBytes, maxUploadBytes } from '@atelier/contracts';
import supertest from 'supertest';
import { job, testApp } from './testing/test-app.js';

const seen: Record<string, unknown>[] = [];
const { app } = testApp({
  handlers: {
    createImageJob: ({ body }) => {
      seen.push(body);
      return Promise.resolve({ json: job });
    },
  },
});
const path = '/api/v1/image-jobs';
const post = () => supertest(app).post(path);
const picture = Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1');

/** A form as it goes over the wire. */
function form(parts: readonly string[], boundary = 'x'): string {
  return [...parts.map((part) => `--${boundary}\r\n${part}\r\n`), `--${boundary}--\r\n`].join('');
}
const field = (name: string, value: string) =>
  `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
const file = (name: string, content: string) =>
  `Content-Disposition: form-data; name="${name}"; filename="a.png"\r\n\r\n${content}`;
const raw = (body: string) =>
  post()
    .set('Content-Type', 'multipart/form-data; boundary=x')
    .serialize((value: unknown) => value as string)
    .send(body);

/** The application on a port, for clients that misbehave. */
async function listen() {
  const http = createServer(app).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    http,
    /** Begins a form that announces so many bytes. */
    begin(bytes: number): Socket {
      const socket = connect(port, '127.0.0.1');
      const lines = ['Host: localhost', `Content-Length: ${bytes}`];
      const head = [
        `POST ${path} HTTP/1.1`,
        ...lines,
        'Content-Type: multipart/form-data; boundary=x',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      return socket;
    },
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

describe('a form', () => {
  it('is what the same request would be in JSON', async () => {
    const reply = await post()
      .field('kind', 'outpaint')
      .field('prompt', '20')
      .field('steps', '20')
      .field('cfg_scale', '7.5')
      .field('reuse', 'false')
      .field('extend', '{"left":64}')
      .attach('image', picture, 'holiday.png');
    expect(reply.status).toBe(202);
    expect(seen.at(-1)).toMatchObject({
      kind: 'outpaint',
      prompt: '20',
      steps: 20,
      cfg_scale: 7.5,
      reuse: false,
      extend: { left: 64 },
      image: picture.toString('base64'),
    });
  });

  it('may name the parts of an object one by one', async () => {
    const sides = ['left', 'bottom'].map((side) => field(`extend[${side}]`, '64'));
    const words = [field('kind', 'outpaint'), field('prompt', 'more')];
    const reply = await raw(form([...words, ...sides, file('image', 'x')]));
    expect(reply.status).toBe(202);
    expect(seen.at(-1)).toMatchObject({ extend: { left: 64, bottom: 64 } });
  });

  it('leaves out what was not filled in', async () => {
    const none = file('mask', '').replace('a.png"', '"\r\nContent-Type: application/octet-stream');
    const words = [field('kind', 'edit'), field('prompt', 'a cat'), file('image', 'x')];
    expect((await raw(form([...words, none, field('steps', '')]))).status).toBe(202);
    expect(seen.at(-1)).toMatchObject({ kind: 'edit' });
    for (const name of ['mask', 'steps']) expect(seen.at(-1)).not.toHaveProperty(name);
  });

  it.each([
    ['a wrong number', [field('prompt', 'a'), field('steps', 'many')], '/steps'],
    ['a wrong name', [field('prompt', 'a'), field('stepz', '3')], '/stepz'],
    ['__proto__', [field('prompt', 'a'), field('__proto__', '{"admin":true}')], '/__proto__'],
    ['a prompt that comes twice', [field('prompt', 'a'), field('prompt', 'b')], '/prompt'],
    ['a picture that comes twice', [file('image', 'a'), file('image', 'b')], '/image'],
  ])('with %s is refused by name', async (_name, parts, at) => {
    const reply = await raw(form(parts));
    expect(reply.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    const { errors } = reply.body as { errors: { field: string }[] };
    expect(errors.map((error) => error.field)).toContain(at);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each([
    ['no boundary', 'multipart/form-data', 415],
    ['another type', 'multipart/mixed; boundary=x', 415],
    ['an encoding', 'application/x-www-form-urlencoded', 415],
  ])('with %s is refused', async (_name, type, status) => {
    const reply = await post().set('Content-Type', type).serialize(String).send(form([]));
    expect(reply.status).toBe(status);
  });

  it('is refused where an endpoint takes JSON only', async () => {
    const reply = await supertest(app).post('/chat').field('message', 'hi').field('user_id', 'me');
    expect(reply.body).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});

describe('a malformed form', () => {
  it.each([
    ['nothing', ''],
    ['no end', `--x\r\n${field('prompt', 'a')}\r\n`],
    ['no name', form(['Content-Disposition: form-data\r\n\r\na'])],
    ['no header', form(['a'])],
    [
      'a header that does not end',
      `--x\r\nContent-Disposition: form-data; name="${'a'.repeat(90_000)}`,
    ],
    ['deep names', form([field(`a${'[b]'.repeat(20)}`, '1')])],
    ['long lists', form([field('a[4294967294]', '1')])],
    ['a long name', form([field('a'.repeat(200), '1')])],
    ['bytes', '\xff\xfe--x\r\n\r\n\0\0--x--'],
  ])('of %s is refused', async (_name, body) => {
    const reply = await raw(body);
    expect(reply.body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });
});

describe('a large form', () => {
  it('is refused before it is read, by what it announces', async () => {
    const server = await listen();
    const socket = server.begin(maxPictureBodyBytes + 1);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
    await server.close();
  });

  it('is refused while it comes, when it announces nothing', async () => {
    const request = post().set({
      'Content-Type': 'multipart/form-data; boundary=x',
      'Transfer-Encoding': 'chunked',
    });
    for (const name of ['a', 'b', 'c']) {
      request.write(`--x\r\n${file(name, 'y'.repeat(maxUploadBytes))}\r\n`);
    }
    const reply = await request;
    expect(reply.body).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it.each([
    ['a file of more than 10 MiB', [file('image', 'x'.repeat(maxUploadBytes + 1))]],
    ['a field of more than 64 KiB', [field('prompt', 'x'.repeat(70_000))]],
    ['many files', Array.from({ length: 5 }, (_, i) => file(`f${i}`, 'x'))],
    ['many fields', Array.from({ length: 41 }, (_, i) => field(`f${i}`, 'x'))],
  ])('with %s is refused', async (_name, parts) => {
    const reply = await raw(form(parts));
    expect(reply.body).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it('of 10 MiB is taken', async () => {
    const words = [field('kind', 'edit'), field('prompt', 'a cat')];
    const reply = await raw(form([...words, file('image', 'x'.repeat(maxUploadBytes))]));
    expect(reply.status).toBe(202);
  });
});

describe('large JSON', () => {
  const edit = (bytes: number) => ({ kind: 'edit', prompt: 'a', image: 'A'.repeat(bytes) });

  it('is taken where an endpoint has pictures in it', async () => {
    expect((await post().send(edit(13_000_000))).status).toBe(202);
  });

  it('is refused where it has none', async () => {
    const reply = await supertest(app).post('/chat').send(edit(1_100_000));
    expect(reply.body).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it('has its limit too', async () => {
    const reply = await post().send({ ...edit(13_000_000), mask: 'A'.repeat(16_000_000) });
    expect(reply.body).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('a form from a page of another site', () => {
  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
  ])('%j is refused unread', async (headers) => {
    const before = seen.length;
    const reply = await post().set(headers).field('prompt', 'a cat');
    expect(reply.body).toMatchObject({ status: 403, code: 'FORBIDDEN_ORIGIN' });
    expect(seen).toHaveLength(before);
  });

  it('is taken from our own', async () => {
    const own = (request: supertest.Test) =>
      request.set({ Host: 'localhost:8080', Origin: 'http://localhost:8080' });
    expect((await own(post()).field('prompt', 'a cat')).status).toBe(202);
  });
});

describe('a form whose sender leaves', () => {
  it('costs nothing', async () => {
    const server = await listen();
    for (let i = 0; i < 5; i += 1) {
      const begun = once(server.http, 'request') as Promise<[IncomingMessage]>;
      const socket = server.begin(5_000_000);
      socket.write(`--x\r\n${file('image', 'half')}`);
      const [request] = await begun;
      const closed = new Promise((resolve) => request.once('close', resolve));
      socket.destroy();
      await closed;
    }
    const reply = await supertest(server.http).post(path).field('prompt', 'a cat');
    expect(reply.status).toBe(202);
    await server.close();
  });
});
