import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { endpoints, OpenAiError, Problem, speaksOpenAi, type Endpoint } from '@atelier/contracts';
import fc from 'fast-check';
import { configureServer } from './client-error.js';
import type { Handlers } from './handlers.js';
import { chatReply, id, png, testApp } from './testing/test-app.js';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Heard {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

let server: Server;
let port: number;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const paths = [
  ...Object.values<Endpoint>(endpoints).map(({ path }) => path),
  '/',
  '/docs',
  '/docs.routes.ts',
];

beforeAll(async () => {
  // Any folder of files stands for the dashboard's.
  const dashboardDir = fileURLToPath(new URL('./docs', import.meta.url));
  server = createServer(testApp({ handlers: checkedHandlers, dashboardDir }).app);
  configureServer(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Handlers that fail with 500 when they are given what the schema forbids. */
const checkedHandlers: Partial<Handlers> = {
  chat: ({ body }) => {
    endpoints.chat.body.parse(body);
    if (!`${body.message}${body.user_id}`.isWellFormed()) throw new Error('A half character.');
    return Promise.resolve({ json: chatReply });
  },
  deleteConversation: ({ params }) => checkId('deleteConversation', params, undefined),
  getImage: ({ params }) => checkId('getImage', params, { contentType: 'image/png', body: png }),
};

function checkId<Value>(name: 'getImage' | 'deleteConversation', params: unknown, value: Value) {
  endpoints[name].params.parse(params);
  return Promise.resolve(value);
}

function send({ method, path, body, ...sent }: Sent): Promise<Heard> {
  // Node's client would leave it out for some methods, and the body would be the next request.
  const headers = { ...sent.headers, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', method, path, headers, timeout: 20_000 };
    const request = httpRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const type = response.headers['content-type'] ?? '';
        resolve({ status: response.statusCode ?? 0, type, text });
      });
    });
    request.on('timeout', () => request.destroy(new Error('No answer.')));
    request.on('error', reject);
    request.end(body);
  });
}

/** Nothing a client sends is our failure, and every refusal says what it is. */
function expectRefusalOrAnswer(
  { status, type, text }: Heard,
  { method, path }: Pick<Sent, 'method' | 'path'>,
): void {
  expect(status).toBeGreaterThanOrEqual(200);
  // A probe that says "not ready" is an answer.
  if (status === 503 && type.startsWith('application/json')) return;
  expect(status).toBeLessThan(500);
  if (status < 400) return;
  expect(text.length).toBeLessThan(20_000);
  if (speaksOpenAi(path)) {
    expect(type).toBe('application/json');
    if (method !== 'HEAD') OpenAiError.parse(JSON.parse(text));
    return;
  }
  expect(type).toBe('application/problem+json');
  if (method === 'HEAD') return;
  const problem = Problem.parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  expect(problem.code).not.toBe('');
  expect(problem.request_id).not.toBe('');
}

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const segment = fc.oneof(
  fc.constant(id),
  fc.uuid(),
  fc.constantFrom(
    '%00',
    '%',
    '%zz',
    '..',
    '%2e%2e%2f',
    '%C0%AF',
    '%ED%A0%80',
    "'; drop table",
    '\u00ff',
  ),
  anyText.map((text) => encodeURIComponent(text.toWellFormed())),
);
/** What may stand in a request line that Node's client is willing to send. */
const sendable = (path: string) => path.replaceAll(/[^\x21-\x7e]/g, '+').replace(/^[^/]/, '/');
const path = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...paths),
      fc.webPath().map((text) => `/${text}`),
      anyText.map((text) => `/${text}`),
    ),
    segment,
  )
  .chain(([template, name]) =>
    fc.constantFrom('', '?', '?a=%', '/', '#x').map((end) => template.replace('{id}', name) + end),
  )
  .map(sendable);

/** What may stand in a header that Node's client is willing to send. */
const headerValue = fc
  .string({ unit: 'binary', maxLength: 200 })
  .map((text) => text.replaceAll(/[^\x20-\x7e\x80-\xff]/g, ''));
const contentType = fc.oneof(
  { weight: 4, arbitrary: fc.constant('application/json') },
  fc.constantFrom(
    'text/plain',
    'multipart/form-data',
    'application/json; charset=utf-7',
    '',
    ';',
    '/',
  ),
  headerValue,
);
const header = (...likely: string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    headerValue,
    fc.constantFrom('', ...likely),
  );
const headers = fc
  .record({
    'content-type': contentType,
    'content-encoding': header('gzip', 'br', 'deflate', 'identity', 'zip'),
    'x-request-id': header('r1'),
    'idempotency-key': header('k1'),
    accept: header('text/html', '*/*'),
    'if-none-match': header('*', '"abc"'),
    'if-match': header('"x"'),
    range: header('bytes=5-', 'bytes=-1'),
    host: header('localhost', 'evil.example', '['),
    origin: header('null', 'http://localhost', 'http://['),
    'sec-fetch-site': header('same-origin', 'cross-site'),
    expect: header('tea'),
  })
  .map((all) =>
    Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  );

const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 });
const hostileJson = fc.oneof(
  anyJson.map((value) => JSON.stringify(value)),
  fc
    .record(
      {
        user_id: fc.oneof(anyText, anyJson),
        message: fc.oneof(anyText, anyJson, fc.constantFrom('\0', '\ud800', '\udc00x', ' ')),
        conversation_id: fc.oneof(fc.uuid(), anyText, anyJson),
        extra: anyJson,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc.constantFrom('{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '', '\ufeff{}'),
  fc.constantFrom('{"user_id":"\\ud800","message":"\\u0000"}', '{"user_id":1e999,"message":-0}'),
  fc.nat(50_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.nat(50_000).map((depth) => '{"a":'.repeat(depth)),
  fc.integer({ min: 1, max: 3 }).map((mb) => `{"message":"${'x'.repeat(mb * 700_000)}"}`),
);
const body = fc.oneof(
  { weight: 4, arbitrary: hostileJson.map((text) => Buffer.from(text)) },
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
);

describe('whatever a client sends', () => {
  it('is answered or refused with a problem, and is never our failure', async () => {
    const sent = fc.record({ method: fc.constantFrom(...methods), path, headers, body });
    await fc.assert(
      fc.asyncProperty(sent, async (request) => {
        expectRefusalOrAnswer(await send(request), request);
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.entries<Endpoint>(endpoints))(
    'gets past the door of %s and no further than its schema',
    async (_name, endpoint) => {
      const method = endpoint.method.toUpperCase();
      const json = { 'content-type': 'application/json' };
      await fc.assert(
        fc.asyncProperty(segment, hostileJson, async (name, text) => {
          const address = sendable(endpoint.path.replace('{id}', name));
          const sent = { method, path: address, headers: json, body: Buffer.from(text) };
          expectRefusalOrAnswer(await send(sent), sent);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('is refused when it is no HTTP, or parsed for what it is', async () => {
    const line = fc.constantFrom('GET / HTTP/1.1', 'POST /chat HTTP/1.1', 'HEAD * HTTP/1.0', '');
    const rest = fc.array(
      fc.oneof(
        fc.constantFrom('Host: localhost', 'Content-Length: 5', 'Transfer-Encoding: chunked', ''),
        fc.constantFrom(
          'Content-Length: +5',
          'Transfer-Encoding: x',
          ': x',
          'Expect: 100-continue',
        ),
        fc.string({ unit: 'binary', maxLength: 60 }),
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(line, rest, async (first, others) => {
        const heard = await say([first, ...others, '', ''].join('\r\n'));
        for (const [, status] of heard.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)) {
          expect(Number(status)).toBeLessThan(500);
        }
        if (heard.startsWith('HTTP/1.1 4')) expect(heard).toMatch(/application\/problem\+json/);
      }),
      { numRuns: 200 },
    );
  });
});

/** What the server says to these bytes when nothing follows them. */
function say(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.setTimeout(10_000, () => socket.destroy(new Error('The server kept silent.')));
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('close', () => {
      resolve(heard);
    });
    socket.on('error', reject);
  });
}
