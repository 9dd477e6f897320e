import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TextRequest } from '@atelier/contracts';
import { createLogger } from '@atelier/logging';
import { loadLlmWorkerConfig } from './config.js';
import { createEngine } from './create-engine.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
const config = (settings: Record<string, string>) =>
  loadLlmWorkerConfig({ LLM_WORKER_TOKEN: 'a-token-of-16-chars', ...settings });

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('createEngine', () => {
  it.each([
    [{ MODELS_HOME: '/nowhere' }, /The catalog of models is broken/],
    [{ ENGINE: 'remote' }, /needs REMOTE_CHAT_URL and REMOTE_CHAT_MODEL/],
    [{ CHAT_MODEL_DIR: '/x', OPENVINO_PYTHON: '/nowhere/python' }, /No OpenVINO runtime/],
  ])('with %p says what to set', async (settings, sentence) => {
    await expect(createEngine(config(settings), log)).rejects.toThrow(sentence);
  });

  it('takes the mock engine only when it is named', async () => {
    const { engine } = await createEngine(config({ ENGINE: 'mock' }), log);
    expect(engine.info.engine).toBe('mock');
    await engine.close();
  });

  it('asks a remote server, with its key, when one is named', async () => {
    let authorization: string | undefined;
    server = createServer((request, response) => {
      authorization = request.headers.authorization;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const chunk = (delta: object, finish_reason: string | null) =>
        `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
      response.end(`${chunk({ content: 'Hi.' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { engine } = await createEngine(
      config({
        REMOTE_CHAT_URL: `http://127.0.0.1:${port}/v1`,
        REMOTE_CHAT_MODEL: 'm',
        REMOTE_CHAT_API_KEY: 'key',
      }),
      log,
    );
    const request = TextRequest.parse({
      messages: [{ role: 'user', content: 'hello' }],
      maxTokens: 8,
    });
    let text = '';
    for await (const part of engine.generate(request, new AbortController().signal)) {
      if (part.type === 'text-delta') text += part.text;
    }
    expect(text).toBe('Hi.');
    expect(authorization).toBe('Bearer key');
    await engine.close();
  });
});
