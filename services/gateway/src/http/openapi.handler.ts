import { createHash } from 'node:crypto';
import type { RawAnswer } from './handlers.js';

/** `GET /openapi.json`. */
export function toOpenApiHandler(document: unknown): () => Promise<RawAnswer> {
  const body = JSON.stringify(document, undefined, 2);
  const etag = createHash('sha256').update(body).digest('hex');
  const answer = { contentType: 'application/json; charset=utf-8', body, etag };
  return () => Promise.resolve(answer);
}
