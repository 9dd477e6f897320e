import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import { AppError } from '@atelier/errors';
import type { RequestHandler } from 'express';

/**
 * Keeps pages of other sites out. A browser sends them here willingly: by a name that resolves to
 * this machine (DNS rebinding), or by plain requests to localhost.
 *
 * @param allowedHosts names, without a port, that are this server besides those of the machine.
 */
export function originGuard(allowedHosts: readonly string[] | 'any'): RequestHandler {
  const allowed = namesOf(allowedHosts);
  return (request, _response, next) => {
    next(refuse(request, allowed) ?? refuseFetch(request));
  };
}

/** What the guard says of a request that opens a WebSocket: only pages of this server may. */
export function refuseStranger(
  request: IncomingMessage,
  allowedHosts: readonly string[] | 'any',
): AppError | undefined {
  return refuse(request, namesOf(allowedHosts));
}

type Names = ReadonlySet<string> | 'any';

function namesOf(hosts: readonly string[] | 'any'): Names {
  return hosts === 'any' ? hosts : new Set(hosts.map((name) => name.toLowerCase()));
}

function refuse(request: IncomingMessage, allowed: Names): AppError | undefined {
  return refuseHost(request, allowed) ?? refuseOrigin(request);
}

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/;

function refuseHost(request: IncomingMessage, allowed: Names): AppError | undefined {
  const count = request.rawHeaders.filter((name, i) => i % 2 === 0 && isHost(name)).length;
  if (count !== 1) return new AppError('INVALID_INPUT', 'Send exactly one Host header.');
  const name = hostPattern.exec(request.headers.host?.toLowerCase() ?? '')?.[1];
  if (name !== undefined && (allowed === 'any' || isLoopbackName(name) || allowed.has(name))) {
    return undefined;
  }
  return new AppError(
    'FORBIDDEN_ORIGIN',
    'This server does not answer under that name. Open it as http://localhost with its port.',
  );
}

function isHost(header: string): boolean {
  return header.toLowerCase() === 'host';
}

/** True for what can only mean this machine. Nobody can register a name under `localhost`. */
function isLoopbackName(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true;
  return isIPv4(name) && name.startsWith('127.');
}

function refuseOrigin({ headers }: IncomingMessage): AppError | undefined {
  if (headers.origin === undefined || isOwnOrigin(headers.origin, headers.host)) return undefined;
  return new AppError('FORBIDDEN_ORIGIN', 'Pages of other origins may not call this server.');
}

function isOwnOrigin(origin: string, host = ''): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const own = `${protocol}//${host}`;
  // Parsed, so that a default port and letter case do not count.
  return URL.canParse(own) && new URL(own).host === originHost;
}

/** For requests that carry no Origin, such as those of an `<img>` on another page. */
function refuseFetch({ headers, method }: IncomingMessage): AppError | undefined {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  const reads = method === 'GET' || method === 'HEAD';
  const navigates = headers['sec-fetch-mode'] === 'navigate';
  if (reads && navigates && headers['sec-fetch-dest'] === 'document') return undefined;
  return new AppError('FORBIDDEN_ORIGIN', 'Pages of other sites may only link to this server.');
}
