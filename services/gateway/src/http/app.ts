import type { IncomingMessage } from 'node:http';
import { openApiDocument } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import express, { type Express } from 'express';
import { dashboardRoutes } from './dashboard.routes.js';
import { docsRoutes } from './docs/docs.routes.js';
import { endpointRoutes } from './endpoint.routes.js';
import type { Handlers, Principal } from './handlers.js';
import type { IdempotencyPort } from './idempotency-port.js';
import { toOpenApiHandler } from './openapi.handler.js';
import { originGuard } from './origin-guard.js';
import { requestContext } from './request-context.js';
import { readableTarget } from './request-target.js';
import { securityHeaders } from './security-headers.js';
import { problemHandler } from './send-problem.js';

export interface AppOptions {
  readonly handlers: Handlers;
  /** Who asks; left out, everybody is the one local owner. */
  readonly principalOf?: (request: IncomingMessage) => Promise<Principal>;
  readonly idempotency: IdempotencyPort;
  readonly log: Logger;
  readonly version: string;
  /**
   * Names, without a port, that a Host header may carry besides those of this machine, for instance
   * a container's name. Everything else is refused, which is what stops DNS rebinding.
   */
  readonly allowedHosts?: readonly string[];
  /** Folder of the built dashboard. */
  readonly dashboardDir?: string;
}

const localOwner: Principal = { ownerId: 'local' };

/** The gateway's HTTP application. It listens nowhere and starts no work. */
export function createApp(options: AppOptions): Express {
  const { handlers, idempotency, dashboardDir } = options;
  const document = openApiDocument(options.version);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use(requestContext(options.log));
  app.use(securityHeaders());
  app.use(readableTarget);
  app.use(originGuard(options.allowedHosts ?? []));
  app.use(
    endpointRoutes({
      handlers: { ...handlers, openapi: toOpenApiHandler(document) },
      principalOf: options.principalOf ?? (() => Promise.resolve(localOwner)),
      idempotency,
    }),
  );
  app.use(docsRoutes(document));
  app.use(dashboardRoutes(dashboardDir));
  app.use((_request, _response, next) => {
    next(new AppError('NOT_FOUND', 'Nothing is at this address. /docs lists those that are.'));
  });
  app.use(problemHandler);
  return app;
}
