import type { RequestListener } from 'node:http';
import type { LlmWorkerHealth, ModelFallback, TextEngineInfo } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { AppError, toAppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import { noTracing, type Tracing } from '@atelier/telemetry';
import express, { type ErrorRequestHandler } from 'express';
import { createWaitingRoom } from './admission/waiting-room.js';
import { authenticate } from './authenticate.js';
import { createGenerateHandler, refuseWhenFull } from './generate.handler.js';
import { createLlmMetrics, type LlmMetrics } from './metrics.js';
import { jsonBody, toBodyError } from './parse-body.js';
import { refuse } from './refuse.js';

export interface AppDependencies {
  readonly engine: TextEngine;
  /** Why its model is another than the wanted one. */
  readonly fallback?: () => ModelFallback | undefined;
  readonly token: string;
  readonly maxWaiting: number;
  /** Between two empty lines, in milliseconds; 5,000 unless told. */
  readonly keepAliveMs?: number;
  /** Between two looks at who waits where, in milliseconds. */
  readonly noticeEveryMs?: number;
  readonly metrics?: LlmMetrics;
  readonly tracing?: Tracing;
  readonly log: Logger;
}

export interface App {
  readonly listener: RequestListener;
  /** Refuses new and waiting requests; running ones go on. */
  drain(): void;
  /** Ends running requests with `SHUTTING_DOWN`. */
  abortRunning(): void;
}

/** The llm-worker's HTTP side, without a socket. */
export function createApp(dependencies: AppDependencies): App {
  const { engine, log, noticeEveryMs, maxWaiting } = dependencies;
  const { metrics = createLlmMetrics(), tracing = noTracing } = dependencies;
  const room = createWaitingRoom({
    seats: engine.capabilities.maxConcurrency,
    maxWaiting,
    ...(noticeEveryMs !== undefined && { noticeEveryMs }),
  });
  metrics.watch(room, engine, maxWaiting);
  const info = (): TextEngineInfo => {
    const { contextTokens } = engine.capabilities;
    return { ...engine.info, ...(contextTokens !== undefined && { contextTokens }) };
  };
  const stopped = new AbortController();
  let draining = false;

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use((request, response, next) => {
    // The server closes when its connections do, so none should be kept for a next request.
    response.once('finish', () => {
      if (draining) request.socket.end();
    });
    next();
  });
  app.use(authenticate(dependencies.token));
  app.get('/health', (_request, response) => {
    const fallback = dependencies.fallback?.();
    const health: LlmWorkerHealth = {
      ...info(),
      ...(fallback && { fallback }),
      status: draining ? 'down' : 'ok',
      running: room.running(),
      waiting: room.waiting(),
    };
    response.json(health);
  });
  app.post(
    '/v1/generate',
    refuseWhenFull(room, metrics),
    jsonBody(),
    createGenerateHandler({
      ...{ ...dependencies, info, room, metrics, tracing },
      stopped: stopped.signal,
    }),
  );
  app.use((_request, response) => {
    refuse(response, new AppError('NOT_FOUND'), 404);
  });
  app.use(createErrorHandler(log));

  return {
    listener: app,
    drain() {
      draining = true;
      room.close();
    },
    abortRunning() {
      stopped.abort(new AppError('SHUTTING_DOWN'));
    },
  };
}

function createErrorHandler(log: Logger): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const appError = toBodyError(error) ?? toAppError(error);
    if (appError.code === 'INTERNAL') log.error('request.failed', errorFields(error));
    refuse(response, appError);
  };
}
