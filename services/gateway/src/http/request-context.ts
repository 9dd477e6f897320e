import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientKeyPattern, headers } from '@atelier/contracts';
import type { Logger } from '@atelier/logging';
import { v7 as uuidv7 } from 'uuid';
import type { RequestObserver } from '../telemetry/request-observer.js';
import type { Principal } from './handlers.js';

/** What is known about one request while it runs. */
export interface RequestContext {
  readonly requestId: string;
  /** The span of this request, where requests are traced. */
  readonly traceparent: string | undefined;
  readonly log: Logger;
  /** Aborts when the client leaves before it was answered. */
  readonly signal: AbortSignal;
  /** Path template, once an endpoint has taken the request. */
  route?: string;
  /** Who asks, once an endpoint has let the request in. */
  principal?: Principal;
  /** Code of the problem it was answered with. */
  code?: string;
}

/** What a log line says of a client that left before it was answered, as nginx does. */
const clientLeft = 499;

const contexts = new WeakMap<ServerResponse, RequestContext>();

/** The context of the request that this response answers. */
export function contextOf(response: ServerResponse): RequestContext {
  const context = contexts.get(response);
  if (!context) throw new Error('The response has no request context.');
  return context;
}

/** Gives a request an id, a logger and a signal, and logs one line when it is over. */
export function beginRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { log, observer }: { readonly log: Logger; readonly observer: RequestObserver },
): void {
  const startedAt = Date.now();
  const left = new AbortController();
  const requestId = requestIdOf(request.headers[headers.requestId]);
  const observed = observer.begin(request, response);
  const { traceparent, traceId } = observed;
  const own = log.child({ requestId, traceId });
  const context: RequestContext = { requestId, traceparent, log: own, signal: left.signal };
  contexts.set(response, context);
  response.setHeader(headers.requestId, requestId);
  response.on('close', () => {
    const answered = response.writableFinished;
    if (!answered) left.abort();
    // Probes come every few seconds, for ever.
    const level = request.url?.startsWith('/health') === true ? 'debug' : 'info';
    const outcome = {
      route: context.route ?? 'none',
      status: answered ? response.statusCode : clientLeft,
      code: context.code,
      durationMs: Date.now() - startedAt,
    };
    own[level]('request.answered', { method: request.method, ...outcome });
    observed.end(outcome);
  });
}

/** The client's own id where it fits, else a new one. */
function requestIdOf(given: string | string[] | undefined): string {
  if (typeof given === 'string' && clientKeyPattern.test(given)) return given;
  return uuidv7();
}
