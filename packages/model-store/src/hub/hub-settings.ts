import type { Dispatcher } from 'undici';

/** How long and how often a hub is asked. Times are in milliseconds. */
export interface HubLimits {
  /** From the request to the first byte of the answer. */
  readonly answerMs: number;
  /** Files: the span over which the speed is measured. */
  readonly stallMs: number;
  /** Files: slower than this over `stallMs` counts as a hub that hangs. */
  readonly minBytesPerSecond: number;
  /** One page of a listing, from the request to its last byte. */
  readonly pageMs: number;
  readonly maxPageBytes: number;
  readonly maxPages: number;
  readonly maxEntries: number;
  /** Tries of one request that bring nothing, the first included. */
  readonly attempts: number;
  /** A file that has come on by so much has its tries back. */
  readonly progressBytes: number;
  /** Wait before the second try; doubles, with up to half of it at random. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** A hub that wants more patience (Retry-After) is given up. */
  readonly maxRetryAfterMs: number;
}

export const defaultHubLimits: HubLimits = {
  answerMs: 30_000,
  stallMs: 30_000,
  minBytesPerSecond: 1_024,
  pageMs: 60_000,
  maxPageBytes: 8 * 1_048_576,
  maxPages: 50,
  maxEntries: 10_000,
  attempts: 6,
  progressBytes: 1_048_576,
  retryMs: 1_000,
  maxRetryMs: 30_000,
  maxRetryAfterMs: 300_000,
};

/** The hub that is asked, and how. */
export interface HubConnection {
  readonly endpoint: URL;
  /** The same as text, without a slash at its end. */
  readonly base: string;
  /** Shown to the hub's own address only. */
  readonly token: string | undefined;
  readonly dispatcher: Dispatcher;
  readonly limits: HubLimits;
}
