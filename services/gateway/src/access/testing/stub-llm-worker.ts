import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LlmWorkerHealth, TextEngineInfo, TextStreamLine } from '@atelier/contracts';

/** An llm-worker that says what it is told to. */
export interface StubLlmWorker {
  readonly url: string;
  close(): void;
}

const info: TextEngineInfo = { engine: 'mock', model: 'stub', modelCached: true };
const health: LlmWorkerHealth = { ...info, status: 'ok', running: 0, waiting: 0 };

/** What an llm-worker writes for an answer of this text. */
export function answerOf(text: string, reasoning = ''): string {
  const lines: readonly TextStreamLine[] = [
    { type: 'start', info },
    { type: 'reasoning-delta', text: reasoning },
    { type: 'text-delta', text },
    {
      type: 'finish',
      reason: 'stop',
      usage: { promptTokens: 1, completionTokens: 1, cachedTokens: 0 },
    },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** @param say what is written for a request of this JSON */
export async function startStubLlmWorker(say: (asked: string) => string): Promise<StubLlmWorker> {
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(health));
      return;
    }
    let asked = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (asked += chunk));
    request.on('end', () => response.end(say(asked)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
