import type { z } from 'zod';

/** What an address answers with when it is not JSON. */
export interface RawReply {
  readonly contentType: string;
  /** Types that it can have instead, as the client asks. */
  readonly otherContentTypes?: readonly string[];
  readonly description: string;
}

/** One method of one address of the public API. */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Path with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: 'chat' | 'conversations' | 'openai' | 'pictures' | 'models' | 'health' | 'about';
  /** What a key must be allowed; left out, the tag says it. */
  readonly scope?: 'chat' | 'pictures' | 'models';
  readonly params?: z.ZodObject;
  /** Of the query string; every value comes as a string. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Of the body, after decompression; 1 MiB where it is left out. */
  readonly maxBodyBytes?: number;
  /** The body may come as a form too: its files become base64, its other fields JSON values. */
  readonly form?: true;
  /** Absent for an answer without a body. */
  readonly reply?: z.ZodType | RawReply;
  /** What comes instead of `reply` when the client accepts `text/event-stream`. */
  readonly events?: RawReply;
  readonly status: 200 | 202 | 204;
  /** Another good status that it can answer with. */
  readonly orStatus?: 200 | 202;
  /**
   * Takes an `Idempotency-Key` header. `job`: what is kept under it is the picture job, and a request
   * that comes again is answered from that.
   */
  readonly idempotent?: true | 'job';
  /** Error statuses it can answer with, besides those every address has. */
  readonly errors: readonly number[];
}

/** True for an answer that is not JSON. */
export function isRawReply(reply: Endpoint['reply']): reply is RawReply {
  return reply !== undefined && 'contentType' in reply;
}
