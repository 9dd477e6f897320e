import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { MockReply } from './mock-api.js';

export interface PageServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};
const csp =
  "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Serves a built dashboard as the gateway does, with `answer` behind it, on a free port. */
export async function servePage(
  folder: string,
  answer: (url: URL) => MockReply | undefined,
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const reply = answer(url);
    if (reply) {
      response.writeHead(reply.status, { 'Content-Type': reply.type, 'Cache-Control': 'no-store' });
      response.end(reply.body);
      return;
    }
    if (/^\/(?:api|chat|health)\b/.test(url.pathname)) {
      response.writeHead(404, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ status: 404, code: 'NOT_FOUND', detail: 'None.' }));
      return;
    }
    void sendFile(folder, url.pathname, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A file of the folder, or the page for addresses of the page. */
async function sendFile(folder: string, path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === '' ? 'index.html' : normalize(path);
  try {
    const body = await readFile(join(folder, name));
    response.writeHead(200, {
      'Content-Type': types[extname(name)] ?? 'application/octet-stream',
      'Content-Security-Policy': csp,
    });
    response.end(body);
  } catch {
    response.writeHead(404);
    response.end();
  }
}
