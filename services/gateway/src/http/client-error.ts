import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
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

/** Answers what Node's parser refuses, and requests that do not arrive in time. */
export function onClientError(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  server.on('request', ({ socket }: { readonly socket: Socket }, response: ServerResponse) => {
    answering.set(socket, response);
  });
  // Whatever else a client expects, RFC 9110 lets a server go on without it.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (refused.has(socket)) return;
    refused.add(socket);
    const response = answering.get(socket);
    const midAnswer = response !== undefined && response.headersSent && !response.writableFinished;
    if (!socket.writable || error.code === 'ECONNRESET' || midAnswer) {
      socket.destroy();
      return;
    }
    refuse(socket, toAppError(error));
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

function refuse(socket: Duplex, error: AppError): void {
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
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Closing at once, with input unread, would make the system take the answer back.
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => {
    clearTimeout(timer);
  });
}
