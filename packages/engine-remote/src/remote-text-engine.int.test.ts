import { inspect } from 'node:util';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { TextRequest, type TextPart } from '@atelier/contracts';
import { describeTextEngine } from '@atelier/engine-conformance';
import type { TextEngine } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import type { RemoteTextOptions } from './options.js';
import { createRemoteTextEngine } from './remote-text-engine.js';
import { startChatServer, type ChatAnswer, type ChatServer } from './testing/chat-server.js';
import { fixture } from './testing/fixture.js';
import { scriptedAnswer } from './testing/scripted-answer.js';

const key = 'sk-very-secret-key';

describe.each([{ enforcesStops: true }, { enforcesStops: false }])('%j', (options) => {
  let server: ChatServer;
  beforeAll(async () => {
    server = await startChatServer(scriptedAnswer(options));
  });
  afterAll(() => server.close());

  describeTextEngine('remote', () =>
    createRemoteTextEngine({ baseUrl: server.baseUrl, model: 'counter', maxConcurrency: 4 }),
  );
});

// Set by scripts/src/record-remote, which has somebody else's server running.
const liveUrl = process.env['REMOTE_BASE_URL'];
if (liveUrl !== undefined) {
  describeTextEngine(`remote at ${liveUrl}`, () =>
    createRemoteTextEngine({
      baseUrl: liveUrl,
      model: 'live',
      flavour: 'llama.cpp',
      maxConcurrency: 4,
    }),
  );
}

describe('createRemoteTextEngine', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  const connect = (baseUrl: string, options: Partial<RemoteTextOptions> = {}): TextEngine => {
    const engine = createRemoteTextEngine({ baseUrl, model: 'm', apiKey: key, ...options });
    ends.push(() => engine.close());
    return engine;
  };
  const serve = async (answer: ChatAnswer, options: Partial<RemoteTextOptions> = {}) => {
    const server = await startChatServer(answer);
    ends.push(() => server.close());
    return { server, engine: connect(server.baseUrl, options) };
  };
  const request = TextRequest.parse({
    messages: [{ role: 'user', content: 'Hello' }],
    maxTokens: 50,
  });
  const ask = async (engine: TextEngine, signal = new AbortController().signal) => {
    const parts: TextPart[] = [];
    try {
      for await (const part of engine.generate(request, signal)) parts.push(part);
      return { parts, error: undefined };
    } catch (error) {
      if (!AppError.is(error)) throw error;
      return { parts, error };
    }
  };
  const piece = (content: string) =>
    `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const begin: ChatAnswer = (_chat, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(piece('One'));
  };

  it('asks with the key and reads the answer', async () => {
    const { engine, server } = await serve((_chat, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.end(fixture('ollama'));
    });
    const { parts } = await ask(engine);
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    expect(server.received).toMatchObject([
      { path: '/v1/chat/completions', headers: { authorization: `Bearer ${key}` } },
    ]);
  });

  it.each([
    [429, { 'retry-after': '3' }, { code: 'ENGINE_BUSY', retryAfterMs: 3_000 }],
    [503, {}, { code: 'ENGINE_BUSY', retryable: true }],
    [401, {}, { code: 'ENGINE_FAILED', retryable: false }],
    [404, {}, { code: 'ENGINE_FAILED', retryable: false }],
    [500, {}, { code: 'ENGINE_FAILED', retryable: true }],
  ])('tells %d, and never the key', async (status, headers, expected) => {
    const { engine } = await serve((_chat, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error: { message: `No: ${key}`, code: status } }));
    });
    const { parts, error } = await ask(engine);
    expect(parts).toEqual([]);
    expect(error).toMatchObject(expected);
    expect(inspect(error, { depth: 9 })).not.toContain('very-secret');
  });

  it('follows no redirect', async () => {
    const other = await startChatServer(begin);
    ends.push(() => other.close());
    const { engine } = await serve((_chat, response) => {
      response.writeHead(307, { location: `${other.baseUrl}/chat/completions` }).end();
    });
    expect((await ask(engine)).error).toMatchObject({ code: 'ENGINE_FAILED', retryable: false });
    expect(other.received).toEqual([]);
  });

  it('says so when the address answers with something else than a stream', async () => {
    const { engine } = await serve((_chat, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome');
    });
    const { error } = await ask(engine);
    expect(error).toMatchObject({ code: 'ENGINE_FAILED', retryable: false });
    expect(error?.message).toContain('check the base URL');
  });

  it('reads an error that comes with status 200', async () => {
    const { engine } = await serve((_chat, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"overloaded","code":429}}');
    });
    expect((await ask(engine)).error).toMatchObject({ code: 'ENGINE_BUSY' });
  });

  it('calls a server that refuses the connection lost', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const { error } = await ask(connect(`http://127.0.0.1:${port}/v1`));
    expect(error).toMatchObject({ code: 'ENGINE_LOST', retryable: true });
    expect(inspect(error, { depth: 9 })).not.toContain('very-secret');
  });

  it('calls a server that cuts the connection lost', async () => {
    const { engine } = await serve(async (chat, response, gone) => {
      await begin(chat, response, gone);
      setTimeout(() => response.destroy(), 20);
    });
    const { parts, error } = await ask(engine);
    expect(parts).toEqual([{ type: 'text-delta', text: 'One' }]);
    expect(error).toMatchObject({ code: 'ENGINE_LOST' });
  });

  it.each([
    ['before the first byte', () => undefined, { firstByteMs: 30, connectMs: 30 }],
    ['in the middle', begin, { silenceMs: 60 }],
  ] as const)('calls a server lost that falls silent %s', async (_when, answer, timeouts) => {
    const { engine, server } = await serve(answer, { timeouts });
    expect((await ask(engine)).error).toMatchObject({ code: 'ENGINE_LOST' });
    await untilNone(server);
  });

  it('is kept waiting by keep-alives, but not for ever', async () => {
    const { engine } = await serve(
      (chat, response, gone) => {
        const beat = setInterval(() => response.write(': still here\n\n'), 10);
        gone.addEventListener('abort', () => {
          clearInterval(beat);
        });
        return begin(chat, response, gone);
      },
      { timeouts: { silenceMs: 200, totalMs: 900 } },
    );
    const { error } = await ask(engine);
    expect(error).toMatchObject({ code: 'ENGINE_FAILED', retryable: true });
    expect(error?.message).toContain('longer than 0.9 s');
  });

  it('does not wait for a stream to end when its answer has', async () => {
    const { engine } = await serve(
      (_chat, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n');
      },
      { timeouts: { closingMs: 30 } },
    );
    const { parts, error } = await ask(engine);
    expect(error).toBeUndefined();
    expect(parts.map((part) => part.type)).toEqual(['warning', 'finish']);
  });

  const atOnce: ChatAnswer = (_chat, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(fixture('ollama'));
  };

  it("does not take a slow reader for the server's silence", async () => {
    const { engine } = await serve(
      async (chat, response, gone) => {
        await begin(chat, response, gone);
        setTimeout(() => response.end(fixture('ollama')), 20);
      },
      { timeouts: { silenceMs: 100 } },
    );
    const types: string[] = [];
    for await (const part of engine.generate(request, new AbortController().signal)) {
      types.push(part.type);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(types.at(-1)).toBe('finish');
  });

  it('shows no thoughts that nobody asked for, and says that it could not prevent them', async () => {
    const { engine } = await serve(atOnce);
    const silent: TextRequest = { ...request, reasoning: 'off' };
    const parts: TextPart[] = [];
    for await (const part of engine.generate(silent, new AbortController().signal)) {
      parts.push(part);
    }
    const kinds = parts.map((part) => (part.type === 'warning' ? part.setting : part.type));
    expect(kinds).toContain('reasoning');
    expect(kinds).toContain('text-delta');
    expect(kinds).not.toContain('reasoning-delta');
  });

  it('shows nothing that has arrived already once the caller gives up', async () => {
    const { engine } = await serve(atOnce);
    const controller = new AbortController();
    const types: string[] = [];
    for await (const part of engine.generate(request, controller.signal)) {
      types.push(part.type);
      controller.abort();
    }
    expect(types).toEqual(['reasoning-delta', 'finish']);
  });

  it('shows nothing that has arrived already once closed', async () => {
    const { engine } = await serve(atOnce);
    const reader = engine.generate(request, new AbortController().signal)[Symbol.asyncIterator]();
    await reader.next();
    await engine.close();
    await expect(reader.next()).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });

  it('hangs up on a server that goes on after a stop string', async () => {
    const count = (n: number) => ({ prompt_tokens: 5, completion_tokens: n });
    const goOn =
      (usage: (n: number) => object | undefined): ChatAnswer =>
      (_chat, response, gone) => {
        let said = 0;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const beat = setInterval(() => {
          said += 1;
          const choices = [{ delta: { content: ` ${said}` } }];
          response.write(`data: ${JSON.stringify({ choices, usage: usage(said) })}\n\n`);
        }, 5);
        gone.addEventListener('abort', () => {
          clearInterval(beat);
        });
      };
    for (const usage of [count, () => undefined]) {
      const { engine, server } = await serve(goOn(usage), { timeouts: { closingMs: 50 } });
      const parts: TextPart[] = [];
      const stopped = { ...request, stop: [' 3'] };
      for await (const part of engine.generate(stopped, new AbortController().signal)) {
        parts.push(part);
      }
      expect(parts.flatMap((part) => (part.type === 'text-delta' ? [part.text] : []))).toEqual([
        ' 1',
        ' 2',
      ]);
      expect(parts.at(-1)).toMatchObject({
        type: 'finish',
        reason: 'stop',
        usage: { completionTokens: usage(3) ? 3 : 0 },
      });
      await untilNone(server);
    }
  });

  it('closes the connection when the caller gives up', async () => {
    const { engine, server } = await serve(begin);
    const controller = new AbortController();
    const reader = engine.generate(request, controller.signal)[Symbol.asyncIterator]();
    await reader.next();
    const next = reader.next();
    controller.abort();
    expect((await next).value).toMatchObject({ type: 'finish', reason: 'cancelled' });
    expect((await reader.next()).done).toBe(true);
    await untilNone(server);
  });

  it('closes the connection when the reader leaves', async () => {
    const { engine, server } = await serve(begin);
    const reader = engine.generate(request, new AbortController().signal)[Symbol.asyncIterator]();
    await reader.next();
    await reader.return?.();
    await untilNone(server);
  });

  it('says what it counted of a cancelled answer', async () => {
    const { engine } = await serve((_chat, response) => {
      const usage = { prompt_tokens: 5, completion_tokens: 1 };
      const choices = [{ delta: { content: 'One' } }];
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify({ choices, usage })}\n\n`);
    });
    const controller = new AbortController();
    const parts: TextPart[] = [];
    for await (const part of engine.generate(request, controller.signal)) {
      parts.push(part);
      controller.abort();
    }
    expect(parts.at(-1)).toEqual({
      type: 'finish',
      reason: 'cancelled',
      usage: { promptTokens: 5, completionTokens: 1, cachedTokens: 0 },
    });
  });
});

/** Waits until every connection is closed; Jest's own limit ends a wait in vain. */
async function untilNone(server: ChatServer): Promise<void> {
  while (server.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
