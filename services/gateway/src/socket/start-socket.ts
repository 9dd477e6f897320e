import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemContentType, socketPath, socketProtocol } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { Tracing } from '@atelier/telemetry';
import { v7 as uuidv7 } from 'uuid';
import { WebSocketServer, type WebSocket } from 'ws';
import type { AccessPort } from '../http/access-port.js';
import { refuseStranger } from '../http/origin-guard.js';
import { toProblem } from '../http/problem.js';
import { createSession, type SessionOptions } from './session.js';

export interface SocketOptions extends Pick<SessionOptions, 'chat' | 'followJob'> {
  readonly access: AccessPort;
  readonly allowedHosts: readonly string[] | 'any';
  readonly tracing?: Tracing;
  readonly log: Logger;
}

const maxMessageBytes = 262_144;
const maxSockets = 2_000;
/** A reader who takes nothing is cut off when so much waits for him, in bytes. */
const maxWaitingBytes = 4_194_304;
const pingEveryMs = 20_000;

/** WebSockets of a server. */
export interface Sockets {
  /** For `serve({ configure })`. */
  attach(server: Server): void;
  /** How many are open. */
  count(): number;
  /** Ends all sockets; clients come back to another gateway, or to this one when it is up again. */
  close(): void;
}

export function createSockets(options: SocketOptions): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
  });
  const alive = new WeakSet<WebSocket>();
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingEveryMs);
  pinging.unref();

  const open = (
    socket: WebSocket,
    request: IncomingMessage,
    { ownerId, requestId }: Pick<SessionOptions, 'ownerId' | 'requestId'>,
  ) => {
    const log = options.log.child({ requestId });
    const session = createSession({
      chat: options.chat,
      followJob: options.followJob,
      enter: (scope) => options.access.enter(request, scope, () => undefined),
      ownerId,
      requestId,
      ...(options.tracing && { tracing: options.tracing }),
      log,
      send: (message) => send(socket, JSON.stringify(message)),
    });
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('error', () => {
      socket.terminate();
    });
    socket.on('close', () => {
      session.close();
      log.info('socket.closed');
    });
    socket.on('message', (data, isBinary) => {
      alive.add(socket);
      if (isBinary) socket.close(1003, 'Send text.');
      else session.receive((data as Buffer).toString('utf8'));
    });
    log.info('socket.opened');
  };
  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const requestId = uuidv7();
    const answerHeaders: string[] = [];
    try {
      if (request.url?.split('?')[0] !== socketPath) throw new AppError('NOT_FOUND');
      const stranger = refuseStranger(request, options.allowedHosts);
      if (stranger) throw stranger;
      if (sockets.clients.size >= maxSockets) {
        throw new AppError('ENGINE_BUSY', 'Too many sockets are open. Try again shortly.');
      }
      takeKey(request);
      const { ownerId } = await options.access.enter(request, 'chat', (name, value) => {
        answerHeaders.push(`${name}: ${value}`);
      });
      sockets.handleUpgrade(request, stream, head, (socket) => {
        open(socket, request, { ownerId, requestId });
      });
    } catch (error) {
      stream.end(refusal(error, requestId, answerHeaders));
    }
  };

  return {
    attach(server) {
      server.on('upgrade', (request, stream, head) => {
        stream.on('error', () => stream.destroy());
        void upgrade(request, stream, head);
      });
    },
    count: () => sockets.clients.size,
    close() {
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.close(1012, 'Atelier is stopping.');
    },
  };
}

/** A browser can't send headers, so its key comes as a subprotocol. */
function takeKey({ headers }: IncomingMessage): void {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const key = offered.find((name) => name.startsWith('key.'))?.slice(4);
  if (key !== undefined && headers.authorization === undefined) {
    headers.authorization = `Bearer ${key}`;
  }
}

async function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > maxWaitingBytes) {
    socket.terminate();
    return;
  }
  await new Promise<void>((resolve) => {
    socket.send(text, () => {
      resolve();
    });
  });
}

function refusal(error: unknown, requestId: string, extra: readonly string[]): string {
  const { problem } = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
    'Connection: close',
    `Content-Type: ${problemContentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...extra,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
