import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemContentType, speaksOpenAi } from '@atelier/contracts';
import { errorFields } from '@atelier/logging';
import type { ErrorRequestHandler } from 'express';
import { openAiStatus, toOpenAiError } from '../openai/to-openai-error.js';
import { discardBody } from './discard-body.js';
import { toProblem } from './problem.js';
import { contextOf } from './request-context.js';

/** Headers of an answer that was begun and then failed. */
const contentHeaders = ['Content-Disposition', 'ETag', 'Accept-Ranges'];

/** Answers with a problem, or breaks the connection when an answer was already under way. */
export async function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): Promise<void> {
  const context = contextOf(response);
  const { problem, retryAfterS } = toProblem(error, context.requestId);
  context.code = problem.code;
  if (problem.status === 500) context.log.error('request.failed', errorFields(error));
  if (problem.status === 503) context.log.warn('request.unserved', errorFields(error));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  await discardBody(request);
  const isOpenAi = speaksOpenAi(request.url ?? '');
  const body = JSON.stringify(isOpenAi ? toOpenAiError(problem) : problem);
  for (const header of contentHeaders) response.removeHeader(header);
  // There it tells how long the file is.
  if (problem.status !== 416) response.removeHeader('Content-Range');
  if (retryAfterS !== undefined) response.setHeader('Retry-After', String(retryAfterS));
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', isOpenAi ? 'application/json' : problemContentType);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.statusCode = isOpenAi ? openAiStatus(problem.status) : problem.status;
  response.end(body);
}

/** The last handler of the application. */
export const problemHandler: ErrorRequestHandler = (error, request, response, _next) =>
  sendProblem(request, response, error);
