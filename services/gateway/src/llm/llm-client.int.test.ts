import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { createLlmClient } from './llm-client.js';
import { streamAnswer, type AnswerListener } from '../chat/answer/stream-answer.js';

const ignore = () => undefined;
const listener: AnswerListener = { text: ignore, reasoning: ignore, say: ignore };
const readAnswer = (parts: Parameters<typeof streamAnswer>[0]) => streamAnswer(parts, listener);

const start = '{"type":"start","info":{"engine":"mock","model":"m1","modelCached":true}}\n';
const finish =
  '{"type":"finish","reason":"stop","usage":{"promptTokens":1,"completionTokens":2,"cachedTokens":0}}\n';
const request = {
  messages: [{ role: 'user' as const, content: 'hi' }],
  maxTokens: 16,
  temperature: 0,
  topP: 1,
  topK: 0,
  repetitionPenalty: 1,
  presencePenalty: 0,
  frequencyPenalty: 0,
  stop: [],
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function clientOf(listener: RequestListener, silenceTimeoutMs = 5_000) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return createLlmClient({ url, token: 'a-token-of-16-chars', silenceTimeoutMs });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (AppError.is(error)) return error.code;
    throw error;
  }
  return 'none';
}

const call = () => ({ requestId: 'r1', signal: new AbortController().signal });

describe('createLlmClient', () => {
  it('reads an answer that comes in torn pieces, with keep-alives', async () => {
    const client = await clientOf((_request, response) => {
      const text = `${start}\n\n{"type":"text-delta","text":"grüß "}\n{"type":"text-delta","text":"dich"}\n${finish}`;
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
      response.end();
    });
    const answer = await readAnswer(client.generate(request, call()));
    expect(answer).toMatchObject({ text: 'grüß dich', model: 'm1', imagePrompts: [] });
    await client.close();
  });

  it('says whose turn it is, by a key that fits a header and names nobody', async () => {
    const seen: (string | undefined)[] = [];
    const client = await clientOf((asked, response) => {
      seen.push(asked.headers['x-atelier-user']?.toString());
      response.end(`${start}${finish}`);
    });
    const users = ['Zoë / 3', 'Zoë / 3', 'somebody', undefined];
    for (const user of users) {
      const named = { ...call(), ...(user !== undefined && { user }) };
      for await (const _part of client.generate(request, named)) continue;
    }
    const [zoe, again, somebody, nobody] = seen;
    expect(zoe).toMatch(/^[\w-]{43}$/);
    expect([again === zoe, somebody === zoe, nobody]).toEqual([true, false, undefined]);
    await client.close();
  });

  it('tells places in the waiting room', async () => {
    const place = { type: 'waiting', place: 2, estimateMs: 300 };
    const client = await clientOf((_request, response) => {
      response.end(`${JSON.stringify(place)}\n${start}${finish}`);
    });
    const types: unknown[] = [];
    for await (const part of client.generate(request, call())) {
      types.push(part.type === 'waiting' ? part : part.type);
    }
    expect(types).toEqual([place, 'start', 'finish']);
    await client.close();
  });

  it('passes on what the worker says', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(503).end('{"code":"ENGINE_BUSY","message":"full","retryable":true}');
    });
    expect(await codeOf(readAnswer(client.generate(request, call())))).toBe('ENGINE_BUSY');
    await client.close();
  });

  it('names a stream that breaks off, is not ours, or falls silent', async () => {
    const torn = await clientOf((_request, response) => response.end(start));
    expect(await codeOf(readAnswer(torn.generate(request, call())))).toBe('LLM_UNAVAILABLE');
    const foreign = await clientOf((_request, response) => response.end('<html>'));
    expect(await codeOf(readAnswer(foreign.generate(request, call())))).toBe('LLM_UNAVAILABLE');
    const silent = await clientOf((_request, response) => response.write(start), 300);
    expect(await codeOf(readAnswer(silent.generate(request, call())))).toBe('LLM_UNAVAILABLE');
    await Promise.all([torn.close(), foreign.close(), silent.close()]);
  });

  it('stops when the signal aborts, and the worker sees it', async () => {
    let left: () => void;
    const gone = new Promise<void>((resolve) => (left = resolve));
    const client = await clientOf((_request, response) => {
      response.write(start);
      response.on('close', () => {
        left();
      });
    });
    const abort = new AbortController();
    const reading = readAnswer(client.generate(request, { requestId: 'r', signal: abort.signal }));
    setTimeout(() => {
      abort.abort(new AppError('DEADLINE_EXCEEDED'));
    }, 50);
    expect(await codeOf(reading)).toBe('DEADLINE_EXCEEDED');
    await gone;
    await client.close();
  });
});
