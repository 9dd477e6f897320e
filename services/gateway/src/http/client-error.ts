import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { headers, problemContentType } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { v7 as uuidv7 } from 'uuid';
import { toProblem } from './problem.js';

/** How long a broken connection is still read, so that the client gets to see the answer. */
const lingerMs = 2_000;
/** Nothing at all on a connection for so long; longer than any answer may take. */
const silenceMs = 3_900_000;

/** Time limits and answers to malformed HTTP; for `serve({ configure })`. */
export function configureServer(server: Server): void {
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  server.timeout = silenceMs;
  // Node would answer a missing Host header itself, without a body. The origin guard does it.
  Object.assign(server, { requireHostHeader: false });
  onClientError(server);
}

/** The last request on a connection, and its answer. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers what Node's parser refuses, and requests that do not arrive in time. */
function onClientError(server: Server): void {
  const exchanges = new WeakMap<Duplex, Exchange>();
  const broken = new WeakSet<Duplex>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    exchanges.set(request.socket, { request, response });
  });
  // Whatever else a client expects, RFC 9110 lets a server go on without it.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // What follows a refused request is refused too, and in silence.
    if (broken.has(socket)) return;
    broken.add(socket);
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else closeWith(error, socket, exchanges.get(socket));
  });
}

function closeWith(error: NodeJS.ErrnoException, socket: Duplex, last?: Exchange): void {
  if (last && !last.request.complete && last.response.headersSent) {
    socket.destroy();
    return;
  }
  if (last?.request.complete && !last.response.writableFinished) {
    // The fault came after a good request, which still gets its answer.
    last.response.once('close', () => {
      endSoon(socket);
    });
    return;
  }
  // The client said that nothing follows, so it does not wait for an answer.
  const answer = error.code === 'HPE_CLOSED_CONNECTION' ? '' : toAnswer(toAppError(error));
  endSoon(socket, answer);
}

/** Closing at once, with input unread, would make the system take the answer back. */
function endSoon(socket: Duplex, answer = ''): void {
  socket.end(answer);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => {
    clearTimeout(timer);
  });
}

function toAppError(error: NodeJS.ErrnoException): AppError {
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    const says = 'The address and headers together are larger than 16 KiB. Send less.';
    return new AppError('HEADERS_TOO_LARGE', says);
  }
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError('REQUEST_TIMEOUT');
  if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new AppError('PAYLOAD_TOO_LARGE');
  return new AppError('INVALID_INPUT', 'The request is not well-formed HTTP/1.1.');
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
};

function toAnswer(error: AppError): string {
  const { problem } = toProblem(error, uuidv7());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? 'Error'}`,
    'Connection: close',
    'Cache-Control: no-store',
    `Content-Type: ${problemContentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    `${headers.requestId}: ${problem.request_id}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
