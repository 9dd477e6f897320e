import { AppError } from '@atelier/errors';
import { request, type Dispatcher } from 'undici';
import { parseChatError } from '../answer/chat-chunk.js';
import { toReportedError } from './reported-error.js';
import { toStatusError, type Asked } from './status-error.js';

export interface ChatServer extends Asked {
  readonly apiKey: string | undefined;
  readonly dispatcher: Dispatcher;
}

const maxErrorBytes = 65_536;

/**
 * Asks for an answer; gives its bytes as they come. Redirects are not followed.
 *
 * @throws AppError `ENGINE_BUSY`, `ENGINE_LOST`, `ENGINE_FAILED`; when `signal` aborts, anything.
 */
export async function openStream(
  server: ChatServer,
  body: unknown,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const response = await request(server.url, {
    method: 'POST',
    dispatcher: server.dispatcher,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(server.apiKey !== undefined && { authorization: `Bearer ${server.apiKey}` }),
    },
    body: JSON.stringify(body),
    signal,
  });
  if (response.statusCode !== 200) {
    throw toStatusError(
      {
        status: response.statusCode,
        retryAfter: {
          ms: firstOf(response.headers['retry-after-ms']),
          s: firstOf(response.headers['retry-after']),
        },
        body: await readShort(response.body),
      },
      server,
    );
  }
  const type = firstOf(response.headers['content-type']) ?? '';
  if (/json|html/i.test(type)) throw noStream(server, await readShort(response.body));
  return response.body;
}

/** Some servers report an error with status 200; others simply are not what they were taken for. */
function noStream(server: ChatServer, body: string): AppError {
  const error = parseChatError(body);
  if (error) return toReportedError(error);
  return new AppError(
    'ENGINE_FAILED',
    `${server.url.href} answers, but with no stream of events: check the base URL.`,
    { retryable: false },
  );
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

async function readShort(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size >= maxErrorBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxErrorBytes).toString('utf8');
}
