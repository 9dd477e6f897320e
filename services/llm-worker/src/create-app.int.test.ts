import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LlmWorkerHealth, TextStreamLine, type TextPart } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { createMockTextEngine } from '@atelier/engine-mock';
import { AppError } from '@atelier/errors';
import { serve, type HttpServer } from '@atelier/lifecycle';
import { createLogger } from '@atelier/logging';
import { createApp, type App, type AppDependencies } from './create-app.js';

const token = 'a-token-of-16-chars';
const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop(0)));
});

interface Worker {
  readonly app: App;
  readonly url: string;
  readonly port: number;
  readonly logged: () => string;
  readonly server: HttpServer;
}

async function start(options: Partial<AppDependencies> = {}): Promise<Worker> {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLogger({ service: 'llm-worker', stream });
  const app = createApp({
    engine: createMockTextEngine(),
    token,
    maxWaiting: 4,
    log,
    ...options,
  });
  const server = await serve({ host: '127.0.0.1', port: 0, listener: app.listener });
  servers.push(server);
  const url = `http://127.0.0.1:${server.port}`;
  return { app, url, port: server.port, server, logged: () => lines.join('') };
}

function post(worker: Worker, body: unknown, init: RequestInit = {}): Promise<Response> {
  return fetch(`${worker.url}/v1/generate`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(init.headers as Record<string, string> | undefined),
    },
  });
}

const ask = (content: string) => ({ messages: [{ role: 'user', content }], maxTokens: 1_000 });

async function linesOf(response: Response): Promise<TextStreamLine[]> {
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => TextStreamLine.parse(JSON.parse(line)));
}

async function healthOf(worker: Worker): Promise<LlmWorkerHealth> {
  const response = await fetch(`${worker.url}/health`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return LlmWorkerHealth.parse(await response.json());
}

async function until(check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('It did not happen.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** An engine whose answers are what the test says. */
function engineOf(
  generate: (signal: AbortSignal) => AsyncIterable<TextPart>,
  maxConcurrency = 1,
): TextEngine {
  return {
    info: { engine: 'fake', model: 'fake', modelCached: true },
    capabilities: { maxConcurrency, contextTokens: 1_000 },
    generate: (_request, signal) => generate(signal),
    close: () => Promise.resolve(),
  };
}

const textOf = (lines: readonly TextStreamLine[]) =>
  lines.map((line) => (line.type === 'text-delta' ? line.text : '')).join('');
const placesOf = (lines: readonly TextStreamLine[]) =>
  lines.flatMap((line) => (line.type === 'waiting' ? [line.place] : []));

/** Something to wait for until the test opens it. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open: () => {
      open();
    },
  };
}

const usage = { promptTokens: 1, completionTokens: 1, cachedTokens: 0 };

/** Says one word, then waits until it is cancelled. */
const patient = () =>
  engineOf(async function* (signal) {
    yield { type: 'text-delta', text: 'wait' };
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    yield { type: 'finish', reason: 'cancelled', usage };
  });

describe('POST /v1/generate', () => {
  it('streams who answers, the parts, and a finish', async () => {
    const worker = await start();
    const response = await post(worker, ask('my secret wish'), {
      headers: { 'x-request-id': 'r-1' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = await linesOf(response);
    const info = { model: 'mock-chat', contextTokens: 4_096 };
    expect(lines[0]).toMatchObject({ type: 'start', info });
    expect(lines.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    const text = lines.map((line) => (line.type === 'text-delta' ? line.text : '')).join('');
    expect(text).toContain('my secret wish');
    expect(worker.logged()).toContain('"requestId":"r-1"');
    expect(worker.logged()).not.toContain('secret');
  });

  it('wants the token, for everything', async () => {
    const worker = await start();
    for (const authorization of ['', 'Bearer wrong', `Bearer ${token}x`, token]) {
      const response = await post(worker, ask('hi'), { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'INVALID_CONFIG', retryable: false });
    }
    expect((await fetch(`${worker.url}/health`)).status).toBe(401);
  });

  it.each([
    ['{"messages":', {}, 'MALFORMED_JSON'],
    ['{"messages":[],"maxTokens":5}', {}, 'INVALID_INPUT'],
    ['{"messages":[{"role":"user","content":"hi"}],"maxTokens":5,"more":1}', {}, 'INVALID_INPUT'],
    ['[]', {}, 'INVALID_INPUT'],
    ['{}', { 'content-type': 'text/plain' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['{}', { 'content-type': 'application/json; charset=latin7' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['['.repeat(1_000_000), {}, 'MALFORMED_JSON'],
    [`"${'x'.repeat(5_000_000)}"`, {}, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %#: a body that does not fit', async (body, bodyHeaders, code) => {
    const worker = await start();
    const response = await post(worker, body, { headers: bodyHeaders });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code, retryable: false });
  });

  it('answers 503 for an error before the first part, and a line for one after it', async () => {
    const early = await start({
      // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- a fault is all there is
      engine: engineOf(async function* () {
        throw new AppError('ENGINE_LOST');
      }),
    });
    const refused = await post(early, ask('hi'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'ENGINE_LOST', retryable: true });

    const late = await start({
      // eslint-disable-next-line @typescript-eslint/require-await -- a stream without waits
      engine: engineOf(async function* () {
        yield { type: 'text-delta', text: 'Once' };
        throw new TypeError('quotes the prompt');
      }),
    });
    const lines = await linesOf(await post(late, ask('hi')));
    expect(lines.at(-1)).toMatchObject({ type: 'error', error: { code: 'ENGINE_FAILED' } });
    expect(JSON.stringify(lines)).not.toContain('quotes');
    expect(late.logged()).not.toContain('quotes');
  });

  it('lets as many wait as configured, and answers ENGINE_BUSY beyond', async () => {
    const worker = await start({ engine: patient(), maxWaiting: 1 });
    const leaving = new AbortController();
    const first = await post(worker, ask('hi'), { signal: leaving.signal });
    const second = post(worker, ask('hi'), { signal: leaving.signal }).catch(() => undefined);
    await until(async () => (await healthOf(worker)).waiting === 1);
    const third = await post(worker, ask('hi'));
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await third.json()).toMatchObject({ code: 'ENGINE_BUSY' });
    leaving.abort();
    await expect(first.text()).rejects.toThrow();
    await second;
    await until(async () => {
      const { running, waiting } = await healthOf(worker);
      return running === 0 && waiting === 0;
    });
  });

  it('tells who waits their place, and serves users in turn', async () => {
    const mayAnswer = gate();
    let answers = 0;
    const worker = await start({
      noticeEveryMs: 5,
      engine: engineOf(async function* () {
        answers += 1;
        const text = String(answers);
        await mayAnswer.opened;
        yield { type: 'text-delta', text };
        yield { type: 'finish', reason: 'stop', usage };
      }),
    });
    const askAs = (user: string) =>
      post(worker, ask('hi'), { headers: { 'x-atelier-user': user } });
    const first = askAs('a');
    await until(async () => (await healthOf(worker)).running === 1);
    // Each is answered with its place.
    const second = await askAs('a');
    const third = await askAs('a');
    const other = await askAs('b');
    mayAnswer.open();
    const lines = await Promise.all([await first, second, third, other].map(linesOf));
    expect(lines.map(textOf)).toEqual(['1', '2', '4', '3']);
    const places = lines.map(placesOf);
    expect([places[0], places[1]]).toEqual([[], [1]]);
    expect([places[2]?.slice(0, 2), places[3]?.[0]]).toEqual([[2, 3], 2]);
    expect(lines[3]?.[0]).toEqual({ type: 'waiting', place: 2 });
  });

  it('refuses a crowd before it reads what they send', async () => {
    const worker = await start({ engine: patient(), maxWaiting: 0 });
    const leaving = new AbortController();
    const first = await post(worker, ask('hi'), { signal: leaving.signal });
    const refused = await post(worker, 'this is not JSON');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    leaving.abort();
    await expect(first.text()).rejects.toThrow();
  });

  it('says that it lives while the first part is long in coming', async () => {
    const worker = await start({
      keepAliveMs: 20,
      engine: engineOf(async function* () {
        await new Promise((resolve) => setTimeout(resolve, 200));
        yield { type: 'finish', reason: 'stop', usage };
      }),
    });
    const text = await (await post(worker, ask('hi'))).text();
    expect(text).toMatch(/^\n+\{"type":"start".*\}\n\{"type":"finish".*\}\n$/);
  });

  it('reads no further ahead of a slow reader than the sockets hold', async () => {
    let written = 0;
    const worker = await start({
      // eslint-disable-next-line @typescript-eslint/require-await -- a stream without waits
      engine: engineOf(async function* (signal) {
        while (!signal.aborted && written < 1_000) {
          written += 1;
          yield { type: 'text-delta', text: 'x'.repeat(100_000) };
        }
        yield { type: 'finish', reason: 'stop', usage };
      }),
    });
    const body = JSON.stringify(ask('hi'));
    const socket = connect(worker.port, '127.0.0.1').pause();
    socket.write(
      `POST /v1/generate HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    let before = -1;
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const still = written === before && written > 0;
      before = written;
      return still;
    });
    expect(written).toBeLessThan(1_000);
    socket.destroy();
    await until(async () => (await healthOf(worker)).running === 0);
  });

  it('lets running answers end when it drains, and takes no new ones', async () => {
    const worker = await start({ engine: createMockTextEngine({ partDelayMs: 10 }) });
    const running = await post(worker, ask('Count from 1 to 30'));
    worker.app.drain();
    const refused = await post(worker, ask('hi'));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'SHUTTING_DOWN' });
    const stopped = worker.server.stop(10_000);
    expect((await linesOf(running)).at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    await stopped;
  });

  it('says SHUTTING_DOWN to answers that it has to cut off', async () => {
    const worker = await start({ engine: patient() });
    const running = await post(worker, ask('hi'));
    worker.app.drain();
    worker.app.abortRunning();
    expect((await linesOf(running)).at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'SHUTTING_DOWN', retryable: true },
    });
  });
});

describe('GET /health', () => {
  it('says who answers and how many are at it', async () => {
    const worker = await start();
    expect(await healthOf(worker)).toEqual({
      engine: 'mock',
      model: 'mock-chat',
      modelCached: true,
      contextTokens: 4_096,
      status: 'ok',
      running: 0,
      waiting: 0,
    });
    worker.app.drain();
    expect(await healthOf(worker)).toMatchObject({ status: 'down' });
  });
});
