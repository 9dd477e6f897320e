import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { AppError } from '@atelier/errors';
import type { ByteRange } from '@atelier/storage';
import type { Request, Response } from 'express';
import { parseRange } from './byte-range.js';
import type { JsonAnswer, RawAnswer } from './handlers.js';
import { contextOf } from './request-context.js';

/** How long a client may take nothing of a streamed body, in milliseconds. */
const stallMs = 30_000;

/** Sends JSON, or nothing when there is none. */
export function sendJson(
  response: Response,
  status: number,
  json: unknown,
  headers: JsonAnswer<unknown>['headers'] = {},
): void {
  response.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
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
  const isStream = typeof body === 'function';
  if (contentType.startsWith('image/')) setImageHeaders(response);
  else response.setHeader('Cache-Control', 'no-cache');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (etag !== undefined) response.setHeader('ETag', `"${etag}"`);
  if (etag !== undefined && hasAlready(request.headers['if-none-match'], etag)) {
    response.status(304).end();
    return;
  }
  const range = partOf(request, response, answer);
  response.status(range ? 206 : status).setHeader('Content-Type', contentType);
  const whole = isStream ? bytes : Buffer.byteLength(body);
  const length = range ? range.end - range.start + 1 : whole;
  if (length !== undefined) response.setHeader('Content-Length', length);
  if (request.method === 'HEAD') response.end();
  else if (isStream) await stream(response, await body(range));
  else response.end(body);
}

/** The part that the client wants, where it wants one; its headers are set. */
function partOf(
  request: Request,
  response: Response,
  { bytes, etag, ranges }: RawAnswer,
): ByteRange | undefined {
  if (!ranges || bytes === undefined) return undefined;
  response.setHeader('Accept-Ranges', 'bytes');
  const { range: wanted, 'if-range': ifRange } = request.headers;
  if (request.method !== 'GET') return undefined;
  // Of another picture than the client has a part of, it gets the whole.
  if (ifRange !== undefined && ifRange !== `"${etag ?? ''}"`) return undefined;
  const range = parseRange(wanted, bytes);
  if (range === undefined) return undefined;
  if (range === 'outside') {
    response.setHeader('Content-Range', `bytes */${bytes}`);
    const says = `The file has ${bytes} bytes. Ask for some of those.`;
    throw new AppError('RANGE_NOT_SATISFIABLE', says);
  }
  response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${bytes}`);
  return range;
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
