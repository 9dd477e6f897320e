import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Problem } from '@atelier/contracts';
import { configureServer } from './client-error.js';
import { testApp } from './testing/test-app.js';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer({ connectionsCheckingInterval: 50 }, testApp().app);
  configureServer(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Everything the server says to these bytes until it closes the connection. */
function say(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(10_000, () => socket.destroy(new Error('The server kept silent.')));
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      resolve(heard);
    });
    socket.on('error', reject);
  });
}

/** The one answer in what was heard. */
function answerOf(heard: string) {
  const [head = '', body = ''] = heard.split('\r\n\r\n');
  const problem = Problem.parse(JSON.parse(body));
  expect(head).toMatch(/^HTTP\/1\.1 (\d{3}) \w/);
  expect(Number(head.slice(9, 12))).toBe(problem.status);
  expect(head.toLowerCase()).toContain('content-type: application/problem+json');
  expect(head.toLowerCase()).toContain(`x-request-id: ${problem.request_id}`);
  return problem;
}

const host = 'Host: localhost\r\nConnection: close\r\n';

describe('malformed HTTP', () => {
  it.each([
    ['nonsense', 'nonsense\r\n\r\n'],
    ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex')],
    ['HTTP/9.9', `GET / HTTP/9.9\r\n${host}\r\n`],
    ['no method', ` / HTTP/1.1\r\n${host}\r\n`],
    ['a method of its own', `BREW / HTTP/1.1\r\n${host}\r\n`],
    ['NUL in the path', `GET /a\0b HTTP/1.1\r\n${host}\r\n`],
    ['NUL in a header', `GET / HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`],
    ['a header without a colon', `GET / HTTP/1.1\r\n${host}broken\r\n\r\n`],
    ['a word as Content-Length', `POST /chat HTTP/1.1\r\n${host}Content-Length: ten\r\n\r\n`],
    ['a negative Content-Length', `POST /chat HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`],
    ['two lengths', `POST /chat HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`],
    [
      'a length and chunks',
      `POST /chat HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['no Host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two Hosts', `GET /health/live HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`],
    ['a whole URL', `GET http://evil.example/health/live HTTP/1.1\r\n${host}\r\n`],
    ['a broken URL', `GET http://[ HTTP/1.1\r\n${host}\r\n`],
    ['a fragment', `GET //a@$b#c HTTP/1.1\r\n${host}\r\n`],
    ['bare UTF-8', `GET /caf\u00e9 HTTP/1.1\r\n${host}\r\n`],
    ['an asterisk', `OPTIONS * HTTP/1.1\r\n${host}\r\n`],
  ])('%s is a 400', async (_name, bytes) => {
    expect(answerOf(await say(bytes))).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });

  it.each([
    ['a huge address', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n${host}\r\n`],
    ['a huge header', `GET / HTTP/1.1\r\n${host}X-A: ${'a'.repeat(2_000_000)}\r\n\r\n`],
    ['thousands of headers', `GET / HTTP/1.1\r\n${host}${'X-A: a\r\n'.repeat(20_000)}\r\n`],
  ])('%s is a 431', async (_name, bytes) => {
    expect(answerOf(await say(bytes))).toMatchObject({ status: 431, code: 'HEADERS_TOO_LARGE' });
  });

  it('in the chunks of a body is a 400', async () => {
    const head = `POST /chat HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(answerOf(await say(`${head}zz\r\n{}\r\n0\r\n\r\n`)).status).toBe(400);
  });

  it('after a good request leaves that one its answer', async () => {
    const good = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const heard = await say(`${good}nonsense\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(heard.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('does not stop the server', async () => {
    const heard = await say(`GET /health/live HTTP/1.1\r\n${host}\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

describe('odd but allowed HTTP', () => {
  it('is served: HTTP/1.0, an expectation of its own, an upgrade', async () => {
    for (const head of [
      'GET /health/live HTTP/1.0\r\nHost: localhost\r\n',
      `GET /health/live HTTP/1.1\r\n${host}Expect: tea\r\n`,
      `GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n`,
    ]) {
      expect(await say(`${head}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK/);
    }
  });
});

describe('a request that does not arrive', () => {
  it('has limits', () => {
    expect(server).toMatchObject({
      headersTimeout: 20_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 65_000,
    });
  });

  it.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: loc'],
    [
      'a body',
      'POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ],
  ])('is a 408 for %s', async (_name, bytes) => {
    server.headersTimeout = 200;
    server.requestTimeout = 300;
    try {
      expect(answerOf(await say(bytes))).toMatchObject({ status: 408, code: 'REQUEST_TIMEOUT' });
    } finally {
      configureLimits();
    }
  });
});

function configureLimits(): void {
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
}
