import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { TextRequest, type TextStreamLine } from '@atelier/contracts';
import { createMockTextEngine, type MockTextOptions } from '@atelier/engine-mock';
import { AppError, toAppError, toWireError } from '@atelier/errors';

/** The llm-worker's protocol over the mock engine, on loopback. */
export interface TestLlmWorker {
  readonly url: string;
  /** What it was asked, oldest first. */
  readonly asked: readonly TextRequest[];
  /** Answers that are being written. */
  running(): number;
  close(): Promise<void>;
}

export const testToken = 'a-token-of-16-chars';

export interface TestLlmWorkerOptions extends MockTextOptions {
  /** Refuses every request with this. */
  readonly refusal?: AppError;
}

export async function startTestLlmWorker(
  options: TestLlmWorkerOptions = {},
): Promise<TestLlmWorker> {
  const engine = createMockTextEngine(options);
  const asked: TextRequest[] = [];
  let running = 0;

  const generate = async (request: IncomingMessage, response: ServerResponse) => {
    const textRequest = TextRequest.parse(await json(request));
    asked.push(textRequest);
    if (options.refusal) throw options.refusal;
    const gone = new AbortController();
    running += 1;
    response.once('close', () => {
      running -= 1;
      gone.abort();
    });
    const write = (line: TextStreamLine) => response.write(`${JSON.stringify(line)}\n`);
    for await (const part of engine.generate(textRequest, gone.signal)) {
      if (!response.headersSent) write({ type: 'start', info: engine.info });
      write(part);
    }
    response.end();
  };
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${testToken}`) {
      response.writeHead(401).end('{}');
      return;
    }
    if (request.url === '/health') {
      response.end(JSON.stringify({ ...engine.info, status: 'ok', running, waiting: 0 }));
      return;
    }
    generate(request, response).catch((error: unknown) => {
      const wire = JSON.stringify(toWireError(toAppError(error, 'ENGINE_FAILED')));
      if (response.headersSent) response.end(`{"type":"error","error":${wire}}\n`);
      else response.writeHead(503).end(wire);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    running: () => running,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
    },
  };
}
