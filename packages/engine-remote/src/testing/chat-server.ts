import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a request said. */
export interface ReceivedChat {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: {
    readonly messages: readonly { readonly content: string | null }[];
    readonly max_tokens: number;
    readonly stop?: readonly string[];
    readonly tools?: readonly { readonly function: { readonly name: string } }[];
  };
}

export interface ChatServer {
  readonly baseUrl: string;
  /** Requests so far, oldest first. */
  readonly received: readonly ReceivedChat[];
  /** Answers that are still open. */
  open(): number;
  close(): Promise<void>;
}

/** Answers one request; `gone` aborts when the client hangs up. */
export type ChatAnswer = (
  chat: ReceivedChat,
  response: ServerResponse,
  gone: AbortSignal,
) => void | Promise<void>;

/** A server of chat completions on loopback. */
export async function startChatServer(answer: ChatAnswer): Promise<ChatServer> {
  const received: ReceivedChat[] = [];
  let open = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.parse(await text(request)) as ReceivedChat['body'];
    const chat = { headers: request.headers, path: request.url ?? '', body };
    const gone = new AbortController();
    received.push(chat);
    open += 1;
    response.once('close', () => {
      open -= 1;
      gone.abort();
    });
    await answer(chat, response, gone.signal);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received,
    open: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
