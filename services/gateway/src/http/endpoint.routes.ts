import { endpoints, headers, type Endpoint, type EndpointName } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { AccessPort } from './access-port.js';
import { admit, admitAnybody } from './admit.js';
import { createBodyBudget } from './body-budget.js';
import { readBody } from './body.js';
import type { Handlers, JsonAnswer, RawAnswer } from './handlers.js';
import { toClaim, underClaim } from './idempotency.js';
import type { IdempotencyPort } from './idempotency-port.js';
import { parseInput } from './parse-input.js';
import { patienceOf } from './patience.js';
import { acceptsEvents, queryOf } from './read-request-line.js';
import { contextOf } from './request-context.js';
import { isJsonAnswer, sendJson, sendRaw } from './send-answer.js';

/** A handler with its endpoint's types taken off; the table below pairs the two again. */
type AnyHandler = (call: object) => Promise<JsonAnswer<unknown> | RawAnswer | undefined>;

export interface EndpointRoutesOptions {
  readonly handlers: Handlers & Record<EndpointName, unknown>;
  readonly access: AccessPort;
  readonly idempotency: IdempotencyPort;
}

/** Every endpoint of the contract, and 405 for what their addresses do not take. */
export function endpointRoutes(options: EndpointRoutesOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const all = Object.entries<Endpoint>(endpoints);
  const budget = createBodyBudget();
  for (const path of new Set(all.map(([, endpoint]) => endpoint.path))) {
    const taken: string[] = [];
    for (const [name, endpoint] of all.filter(([, endpoint]) => endpoint.path === path)) {
      const handler = options.handlers[name as EndpointName] as AnyHandler;
      const { body } = endpoint;
      const steps = [
        mark(endpoint),
        admit(options.access, endpoint),
        ...(body ? [readBody({ ...endpoint, body }, budget)] : []),
      ];
      router[endpoint.method](
        toRoutePath(path),
        ...steps,
        toRequestHandler(endpoint, handler, options),
      );
      taken.push(
        ...(endpoint.method === 'get' ? ['GET', 'HEAD'] : [endpoint.method.toUpperCase()]),
      );
    }
    // Before the next path: `/models/events` is not the model "events" of `/models/{id}`.
    router.all(toRoutePath(path), admitAnybody(options.access), otherMethods(taken));
  }
  return router;
}

/** `/a/{id}` as Express writes it: `/a/:id`. */
function toRoutePath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function mark(endpoint: Endpoint): RequestHandler {
  return (_request, response, next) => {
    contextOf(response).route = endpoint.path;
    next();
  };
}

/** Answers OPTIONS, and refuses every other method that did not match before. */
export function otherMethods(taken: readonly string[]): RequestHandler {
  const allow = [...taken, 'OPTIONS'].join(', ');
  return (request, response, next) => {
    response.setHeader('Allow', allow);
    if (request.method === 'OPTIONS') response.status(204).end();
    else next(new AppError('METHOD_NOT_ALLOWED', `This address takes ${allow}. Use one of them.`));
  };
}

function toRequestHandler(
  endpoint: Endpoint,
  handler: AnyHandler,
  options: EndpointRoutesOptions,
): RequestHandler {
  return async (request, response) => {
    const { requestId, traceparent, log, signal, principal } = contextOf(response);
    if (!principal) throw new Error('A request was let in as nobody.');
    const params = parseInput(endpoint.params, request.params);
    const query = parseInput(endpoint.query, queryOf(request.url));
    const body = parseInput(endpoint.body, request.body);
    const call = {
      params,
      query,
      body,
      principal,
      requestId,
      traceparent,
      log,
      signal,
      wantsEvents: endpoint.events !== undefined && acceptsEvents(request.headers.accept),
      lastEventId: request.get('last-event-id'),
      patience: patienceOf(request.get('prefer')),
      baseUrl: `${request.protocol}://${request.headers.host ?? ''}`,
    };
    const key = endpoint.idempotent && request.headers[headers.idempotencyKey];
    const { ownerId } = principal;
    const claim = toClaim(key, { ownerId, method: request.method, path: request.path, body });
    const keepsJob = endpoint.idempotent === 'job';
    // Whoever takes events sees to it that the same key gives the same ones.
    if (!claim || (call.wantsEvents && !keepsJob)) {
      const given = await handler({ ...call, ...(claim && { idempotency: claim }) });
      await answer(request, response, endpoint, given);
      return;
    }
    const work = () => handler({ ...call, idempotency: claim });
    const given = await underClaim(options.idempotency, claim, log, work);
    if (given && 'outcome' in given) {
      response.setHeader('Idempotency-Replayed', 'true');
      if (!keepsJob) sendJson(response, given.statusCode, given.body);
      else await answer(request, response, endpoint, await handler({ ...call, kept: given.body }));
      return;
    }
    await answer(request, response, endpoint, given);
  };
}

async function answer(
  request: Request,
  response: Response,
  endpoint: Endpoint,
  given: JsonAnswer<unknown> | RawAnswer | undefined,
): Promise<void> {
  if (!given) sendJson(response, endpoint.status, undefined);
  else if (isJsonAnswer(given))
    sendJson(response, given.status ?? endpoint.status, given.json, given.headers);
  else await sendRaw(request, response, endpoint.status, given);
}
