import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { headers, type LlmWorkerHealth, type TextStreamLine } from '@atelier/contracts';

/** When the llm-worker was asked and what it did, as the gateway's other side saw it. */
export interface WorkerSide {
  readonly askedAt: number;
  firstTextAt?: number;
  endAt?: number;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Stands where the gateway looks for its llm-worker. */
export interface StandIn {
  readonly url: string;
  close(): Promise<void>;
}

const info = { engine: 'bench', model: 'bench', modelCached: true } as const;
const health: LlmWorkerHealth = { ...info, status: 'ok', running: 0, waiting: 0 };

export async function startStandIn(answer: Answer): Promise<StandIn> {
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      response.end(JSON.stringify(health));
      return;
    }
    answer(request, response).catch(() => response.destroy());
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

/** Passes requests on to a real llm-worker, and notes the moments of each by its request id. */
export function passOn(url: string, noted: Map<string, WorkerSide>): Answer {
  return async (request, response) => {
    const side: WorkerSide = { askedAt: performance.now() };
    // A turn may ask more than once; the first is the answer.
    const id = request.headers[headers.requestId];
    if (typeof id === 'string' && !noted.has(id)) noted.set(id, side);
    const body = await readAll(request);
    const answered = await fetch(url + (request.url ?? ''), {
      method: 'POST',
      headers: { ...forwarded(request) },
      body,
    });
    response.writeHead(answered.status, { 'content-type': 'application/x-ndjson' });
    for await (const chunk of answered.body ?? []) {
      const bytes = Buffer.from(chunk as Uint8Array);
      if (side.firstTextAt === undefined && bytes.includes('"text-delta"')) {
        side.firstTextAt = performance.now();
      }
      if (bytes.includes('"finish"')) side.endAt = performance.now();
      response.write(bytes);
    }
    response.end();
  };
}

/** Writes so many tokens, one every so many milliseconds. */
export function writeTokens({ tokens, everyMs }: { tokens: number; everyMs: number }): Answer {
  return async (request, response) => {
    await readAll(request);
    const say = (line: TextStreamLine) => response.write(`${JSON.stringify(line)}\n`);
    say({ type: 'start', info });
    let written = 0;
    const timer = setInterval(() => {
      if (written < tokens && !response.destroyed) {
        say({ type: 'text-delta', text: `word${written} ` });
        written += 1;
        return;
      }
      clearInterval(timer);
      const usage = { promptTokens: 10, completionTokens: written, cachedTokens: 0 };
      say({ type: 'finish', reason: 'stop', usage });
      response.end();
    }, everyMs);
  };
}

function forwarded({ headers: given }: IncomingMessage): Record<string, string> {
  const names = ['authorization', 'content-type', headers.requestId, headers.user];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
