import { endpoints, scopeOf, type Endpoint } from '@atelier/contracts';
import type { RequestHandler, Response } from 'express';
import { NIL } from 'uuid';
import type { AccessPort, SetHeader } from './access-port.js';
import type { Principal } from './handlers.js';
import { contextOf } from './request-context.js';

/** Who asks where nobody has to say who he is: the owner of nothing. */
const nobody: Principal = { ownerId: NIL };

/** What probes ask every few seconds, and must hear. */
const unlimited: readonly Endpoint[] = [endpoints.live, endpoints.ready];

/** Lets a request in to an endpoint, or refuses it, before anything of its body is read. */
export function admit(access: AccessPort, endpoint: Endpoint): RequestHandler {
  const scope = scopeOf(endpoint);
  return async (request, response, next) => {
    const context = contextOf(response);
    const setHeader = toSetHeader(response);
    if (scope !== undefined) context.principal = await access.enter(request, scope, setHeader);
    else {
      if (!unlimited.includes(endpoint)) await access.pass(request, setHeader);
      context.principal = nobody;
    }
    next();
  };
}

/** Counts a request to what is no endpoint: a page, a file, a mistake. */
export function admitAnybody(access: AccessPort): RequestHandler {
  return async (request, response, next) => {
    await access.pass(request, toSetHeader(response));
    next();
  };
}

function toSetHeader(response: Response): SetHeader {
  return (name, value) => {
    response.setHeader(name, value);
  };
}
