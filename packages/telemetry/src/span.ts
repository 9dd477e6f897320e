import type { Logger } from '@atelier/logging';
import type { TelemetrySettings } from './settings.js';

/** What is told of a span: numbers, and words of our own. Never a prompt, a name or a key. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  readonly name: string;
  /** `internal` unless told. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** `traceparent` of what it belongs to; without one that fits, a trace begins. */
  readonly parent?: string | undefined;
  readonly attributes?: SpanAttributes;
}

/** A piece of work that takes time. */
export interface Span {
  /** Hands the trace on, to another span or process; undefined where there is none. */
  readonly traceparent: string | undefined;
  /** For the log. */
  readonly traceId: string | undefined;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** @param failure code of what went wrong. */
  end(failure?: string): void;
}

/** Where spans go. */
export interface Tracing {
  start(options: SpanOptions): Span;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** For instance `gateway`. */
  readonly service: string;
  readonly version: string;
  readonly settings: TelemetrySettings;
  readonly log: Logger;
}
