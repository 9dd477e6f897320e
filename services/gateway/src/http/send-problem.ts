import type { Response } from 'express';
import type { ErrorRequestHandler } from 'express';
import { problemContentType } from '@atelier/contracts';
import { errorFields } from '@atelier/logging';
import { toProblem } from './problem.js';
import { contextOf } from './request-context.js';

/** Headers of an answer that was begun and then failed. */
const contentHeaders = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Length',
  'Content-Type',
  'ETag',
];

/** Answers with a problem, or breaks the connection when an answer was already under way. */
export function sendProblem(response: Response, error: unknown): void {
  const context = contextOf(response);
  const { problem, retryAfterS } = toProblem(error, context.requestId);
  context.code = problem.code;
  if (problem.status === 500) context.log.error('request.failed', errorFields(error));
  if (problem.status === 503) context.log.warn('request.unserved', errorFields(error));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const header of contentHeaders) response.removeHeader(header);
  if (retryAfterS !== undefined) response.setHeader('Retry-After', String(retryAfterS));
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', problemContentType);
  response.status(problem.status).end(JSON.stringify(problem));
}

/** The last handler of the application. */
export const problemHandler: ErrorRequestHandler = (error, _request, response, _next) => {
  sendProblem(response, error);
};
