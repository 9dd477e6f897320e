import type { z } from 'zod';

/** What an address answers with when it is not JSON. */
export interface RawReply {
  readonly contentType: string;
  readonly description: string;
}

/** One method of one address of the public API. */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'delete';
  /** Path with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: 'chat' | 'pictures' | 'models' | 'health' | 'about';
  readonly params?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Absent for an answer without a body. */
  readonly reply?: z.ZodType | RawReply;
  readonly status: 200 | 202 | 204;
  /** Takes an `Idempotency-Key` header. */
  readonly idempotent?: true;
  /** Error statuses it can answer with, besides those every address has. */
  readonly errors: readonly number[];
}

/** True for an answer that is not JSON. */
export function isRawReply(reply: Endpoint['reply']): reply is RawReply {
  return reply !== undefined && 'contentType' in reply;
}
