import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@atelier/errors';

export interface ServeOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly listener: RequestListener;
  /** Called before listening, for instance to add a `clientError` handler. */
  readonly configure?: (server: Server) => void;
}

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  readonly host: string;
  /** Takes no new connection, lets running requests end for up to `drainMs`, then closes. */
  stop(drainMs: number): Promise<void>;
}

/**
 * Listens for HTTP.
 *
 * @throws AppError `CANNOT_START` when the port is taken or not allowed.
 */
export async function serve(options: ServeOptions): Promise<HttpServer> {
  const server = createServer(options.listener);
  options.configure?.(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new AppError('CANNOT_START', whyNot(error, options), { cause: error }));
    });
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { port, host: options.host, stop: (drainMs) => stopServer(server, drainMs) };
}

function whyNot(error: NodeJS.ErrnoException, { host, port }: ServeOptions): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken; stop what uses it or choose another PORT.`;
  if (error.code === 'EACCES') return `Port ${port} needs rights that this user lacks.`;
  return `Can not listen on ${host}:${port} (${error.code ?? 'unknown reason'}).`;
}

function stopServer(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, drainMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
