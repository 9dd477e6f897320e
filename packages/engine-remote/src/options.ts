import { AppError } from '@atelier/errors';
import type { RemoteFlavour } from './request/flavours.js';
import type { ThoughtPlace } from './answer/thought-splitter.js';

/** How long to wait, in milliseconds. */
export interface RemoteTimeouts {
  /** For the connection. */
  readonly connectMs: number;
  /** From the request to the first byte of the answer: queueing and the prompt lie in here. */
  readonly firstByteMs: number;
  /** Between two pieces of an answer; keep-alive comments count as pieces. */
  readonly silenceMs: number;
  /** For the whole answer. */
  readonly totalMs: number;
  /** For the token counts and the end of the stream once the answer itself is complete. */
  readonly closingMs: number;
}

export interface RemoteTextOptions {
  /** What stands before `/chat/completions`, for instance `http://127.0.0.1:8080/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token, and never shown or logged. */
  readonly apiKey?: string | undefined;
  /** The server's name of the model. */
  readonly model: string;
  /** Whose server it is, which decides what settings it is sent; `compatible` fits any. */
  readonly flavour?: RemoteFlavour | undefined;
  /** Where a model that thinks aloud writes its thoughts, if the server does not tell them apart. */
  readonly thoughts?: ThoughtPlace | undefined;
  readonly timeouts?: Partial<RemoteTimeouts> | undefined;
  /** Requests at the same time; more throw `ENGINE_BUSY`. */
  readonly maxConcurrency?: number | undefined;
  /** Prompt and new tokens together, at most, as the server is set up. */
  readonly contextTokens?: number | undefined;
}

export const defaultTimeouts: RemoteTimeouts = {
  connectMs: 5_000,
  firstByteMs: 120_000,
  silenceMs: 60_000,
  totalMs: 900_000,
  closingMs: 1_000,
};

/**
 * The address that answers are asked of.
 *
 * @throws AppError `INVALID_CONFIG`
 */
export function toCompletionsUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new AppError(
      'INVALID_CONFIG',
      'The base URL of the chat server must be like http://127.0.0.1:8080/v1.',
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new AppError(
      'INVALID_CONFIG',
      'The base URL of the chat server must have no user, query or fragment; the key has its own setting.',
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}

/** @throws AppError `INVALID_CONFIG` for a key that fits no header. */
export function checkApiKey(apiKey: string | undefined): void {
  if (apiKey === undefined || /^[\x21-\x7e]+$/.test(apiKey)) return;
  throw new AppError(
    'INVALID_CONFIG',
    'The API key of the chat server has spaces or other characters that no key has, or is empty.',
  );
}
