import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient } from './client.js';

const id = '0190c0de-0000-7000-8000-000000000001';
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe('client over HTTP', () => {
  it('sends what the server can read and reads what it sends', async () => {
    const baseUrl = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { message } = JSON.parse(body) as { message: string };
        const key = String(request.headers['idempotency-key']);
        response.setHeader('content-type', 'application/json').end(
          JSON.stringify({
            assistant_response: `${request.method ?? ''} ${request.url ?? ''} ${key} ${message}`,
            image_urls: [],
            conversation_id: id,
            message_id: id,
            model: 'mock',
            warnings: [],
          }),
        );
      });
    });
    const reply = await createClient({ baseUrl }).chat(
      { user_id: 'me', message: 'ein Fuchs 🦊' },
      { idempotencyKey: 'k1' },
    );
    expect(reply.assistant_response).toBe('POST /chat k1 ein Fuchs 🦊');
  });

  it('names a port where nothing listens', async () => {
    const baseUrl = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(createClient({ baseUrl }).health()).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
  });

  it('names an answer that breaks off', async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":');
      setImmediate(() => response.destroy());
    });
    await expect(createClient({ baseUrl }).imageJob(id)).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
  });

  it('ends at the deadline when the body never comes', async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.write('P');
    });
    await expect(createClient({ baseUrl }).image(id, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
  });
});
