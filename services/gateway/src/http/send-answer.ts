import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { JsonAnswer, RawAnswer } from './handlers.js';
import { contextOf } from './request-context.js';

/** How long a client may take nothing of a streamed body, in milliseconds. */
const stallMs = 30_000;

/** Sends JSON, or nothing when there is none. */
export function sendJson(response: Response, status: number, json: unknown): void {
  response.setHeader('Cache-Control', 'no-store');
  if (json === undefined) response.status(status).end();
  else response.status(status).json(json);
}

/** True for an answer in JSON. */
export function isJsonAnswer(answer: object): answer is JsonAnswer<unknown> {
  return 'json' in answer;
}

/** Sends an answer that is not JSON, or 304 when the client has it. */
export async function sendRaw(
  request: Request,
  response: Response,
  status: number,
  answer: RawAnswer,
): Promise<void> {
  const { contentType, body, bytes, etag } = answer;
  if (contentType.startsWith('image/')) setImageHeaders(response);
  else response.setHeader('Cache-Control', 'no-cache');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (etag !== undefined) response.setHeader('ETag', `"${etag}"`);
  if (etag !== undefined && hasAlready(request.headers['if-none-match'], etag)) {
    response.status(304).end();
    return;
  }
  response.status(status).setHeader('Content-Type', contentType);
  const length = typeof body === 'function' ? bytes : Buffer.byteLength(body);
  if (length !== undefined) response.setHeader('Content-Length', length);
  if (request.method === 'HEAD') response.end();
  else if (typeof body === 'function') await stream(response, await body());
  else response.end(body);
}

/** A picture never changes, and is nothing but a picture whatever its bytes say. */
function setImageHeaders(response: Response): void {
  response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.setHeader('Content-Disposition', 'inline');
}

function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(`"${etag}"`);
}

/** Not `pipeline`: that closes the connection on an error that could still be answered. */
async function stream(response: Response, body: Readable): Promise<void> {
  const { signal } = contextOf(response);
  // A body of another length than announced would run into the next answer.
  response.strictContentLength = true;
  for await (const chunk of body) {
    if (signal.aborted) return;
    if (response.write(chunk)) continue;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(stallMs)]);
    await once(response, 'drain', { signal: limit });
  }
  response.end();
}
