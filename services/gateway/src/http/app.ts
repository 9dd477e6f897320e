import type { RequestListener } from 'node:http';
import { openApiDocument } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import express, { type RequestHandler } from 'express';
import type { AccessPort } from './access-port.js';
import { admitAnybody } from './admit.js';
import { dashboardRoutes } from './dashboard.routes.js';
import { docsRoutes } from './docs/docs.routes.js';
import { endpointRoutes } from './endpoint.routes.js';
import type { Handlers } from './handlers.js';
import type { IdempotencyPort } from './idempotency-port.js';
import { toOpenApiHandler } from './openapi.handler.js';
import { originGuard } from './origin-guard.js';
import { discardBody } from './discard-body.js';
import { beginRequest } from './request-context.js';
import { refuseTarget } from './request-target.js';
import { securityHeaders } from './security-headers.js';
import { createRequestObserver, type RequestObserver } from '../telemetry/request-observer.js';
import { problemHandler, sendProblem } from './send-problem.js';

export interface AppOptions {
  readonly handlers: Handlers;
  readonly access: AccessPort;
  readonly idempotency: IdempotencyPort;
  /** Told of every request. */
  readonly observer?: RequestObserver;
  readonly log: Logger;
  readonly version: string;
  /**
   * Names, without a port, that a Host header may carry besides those of this machine, for instance
   * a container's name. Everything else is refused, which is what stops DNS rebinding. `any` is for
   * where a key is needed, which a page of another site does not have.
   */
  readonly allowedHosts?: readonly string[] | 'any';
  /** Addresses and CIDR blocks of proxies that are believed about the scheme they were asked by. */
  readonly trustedProxies?: readonly string[];
  /** Folder of the built dashboard. */
  readonly dashboardDir?: string;
}

/** The gateway's HTTP application. It listens nowhere and starts no work. */
export function createApp(options: AppOptions): RequestListener {
  const app = createExpress(options);
  const secure = securityHeaders();
  const { log, observer = createRequestObserver() } = options;
  return (request, response) => {
    beginRequest(request, response, { log, observer });
    secure(request, response, () => {
      // Before Express, which answers a target that it can not parse with a page of its own.
      const error = refuseTarget(request.url ?? '');
      if (error) void sendProblem(request, response, error);
      else app(request, response);
    });
  };
}

function createExpress(options: AppOptions): express.Express {
  const document = openApiDocument(options.version);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('trust proxy', [...(options.trustedProxies ?? [])]);
  app.use(originGuard(options.allowedHosts ?? []));
  app.use(ignoreBody);
  app.use(
    endpointRoutes({
      handlers: { ...options.handlers, openapi: toOpenApiHandler(document) },
      access: options.access,
      idempotency: options.idempotency,
    }),
  );
  app.use(admitAnybody(options.access));
  app.use(docsRoutes(document));
  app.use(dashboardRoutes(options.dashboardDir));
  app.use((_request, _response, next) => {
    next(new AppError('NOT_FOUND', 'Nothing is at this address. /docs lists those that are.'));
  });
  app.use(problemHandler);
  return app;
}

/** Methods whose body means nothing (RFC 9110, 9.3). */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

const ignoreBody: RequestHandler = async (request, _response, next) => {
  if (bodiless.has(request.method)) await discardBody(request);
  next();
};
