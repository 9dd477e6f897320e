import type { Readable } from 'node:stream';
import type { EndpointInput, EndpointName, EndpointReply, endpoints } from '@atelier/contracts';
import type { Logger } from '@atelier/logging';
import type { ByteRange } from '@atelier/storage';
import type { z } from 'zod';
import type { Patience } from './patience.js';

/** Who asks. Every store takes it. */
export interface Principal {
  readonly ownerId: string;
}

/** The claim on an Idempotency-Key under which a handler runs. */
export interface IdempotencyClaim {
  readonly ownerId: string;
  readonly key: string;
  /** sha256 (hex) of method, path and body; the same key must come with the same one. */
  readonly fingerprint: string;
}

/** One request, parsed and owned. */
export interface Call<Name extends EndpointName> extends EndpointInput<Name> {
  readonly principal: Principal;
  readonly requestId: string;
  /** The span that it belongs to, where requests are traced. */
  readonly traceparent?: string | undefined;
  readonly log: Logger;
  /** Aborts when the client leaves before it was answered. */
  readonly signal: AbortSignal;
  /** Whether the client would rather have events than one answer. */
  readonly wantsEvents: boolean;
  /** The last event that the client has, when it comes back to a stream. */
  readonly lastEventId: string | undefined;
  /** How long the client would wait, when it says so; for endpoints that can answer before the end. */
  readonly patience: Patience | undefined;
  /** This server as the client names it, for instance `http://localhost:8080`. */
  readonly baseUrl: string;
  /** There when the same request came before, at endpoints that keep its job: that job. */
  readonly kept?: unknown;
  /**
   * There when the client sent an Idempotency-Key: the handler stores its answer under it in the
   * transaction of its effect, so that both are there or neither.
   */
  readonly idempotency?: IdempotencyClaim;
}

/** An answer in the JSON of its endpoint. */
export interface JsonAnswer<Reply> {
  readonly json: Reply;
  /** Left out, the endpoint's own status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is not JSON. */
export interface RawAnswer {
  readonly contentType: string;
  /**
   * A function is called only when the body is really sent: not for `HEAD`, not for a 304. It is
   * given a range only where `ranges` is set.
   */
  readonly body: Buffer | string | ((range?: ByteRange) => Promise<Readable>);
  /** Length of a whole streamed body; the connection breaks when it turns out to be another. */
  readonly bytes?: number;
  /** A streamed body whose parts can be asked for by `Range`; it has `bytes` and an `etag`. */
  readonly ranges?: true;
  /** Strong validator without its quotes, for instance a sha256; makes `If-None-Match` work. */
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the handler of an endpoint gives back; nothing for an answer without a body. */
export type Answer<Name extends EndpointName> = (typeof endpoints)[Name] extends {
  readonly reply: infer Reply;
}
  ? Reply extends z.ZodType
    ? JsonAnswer<EndpointReply<Name>> | EventsAnswer<Name> | PiecesAnswer<Name>
    : RawAnswer
  : undefined;

type EventsAnswer<Name extends EndpointName> = (typeof endpoints)[Name] extends {
  readonly events: unknown;
}
  ? RawAnswer
  : never;

/** Pictures inside JSON are too much to be held at once: it is written piece by piece. */
type PiecesAnswer<Name extends EndpointName> = (typeof endpoints)[Name] extends {
  readonly idempotent: 'job';
}
  ? RawAnswer
  : never;

/** Endpoints that this folder answers by itself. */
type BuiltIn = 'openapi';

/** One function for each address of the API. A failure is a thrown AppError. */
export type Handlers = {
  readonly [Name in Exclude<EndpointName, BuiltIn>]: (call: Call<Name>) => Promise<Answer<Name>>;
};
