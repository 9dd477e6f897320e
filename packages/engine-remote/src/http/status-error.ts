import { AppError } from '@atelier/errors';
import { parseChatError } from '../answer/chat-chunk.js';
import { retryAfterMs } from './retry-after.js';
import { isTooLong, toCause, tooLong, unpaid } from './reported-error.js';

export interface ErrorAnswer {
  readonly status: number;
  /** Values of `retry-after-ms` and `retry-after`, where they came. */
  readonly retryAfter: { readonly ms: string | undefined; readonly s: string | undefined };
  readonly body: string;
}

export interface Asked {
  readonly url: URL;
  readonly model: string;
}

/** An answer that is not 200. */
export function toStatusError(answer: ErrorAnswer, asked: Asked): AppError {
  const { status } = answer;
  const error = parseChatError(answer.body);
  const cause = toCause(error?.message ?? answer.body, status);
  const final = (message: string) =>
    new AppError('ENGINE_FAILED', message, { cause, retryable: false });

  if (status === 402 || error?.code === 'insufficient_quota') return unpaid({ cause });
  if (status === 429 || status === 503 || status === 529) {
    const wait = retryAfterMs(answer.retryAfter);
    return new AppError('ENGINE_BUSY', 'The chat server has no room for more. Try again.', {
      cause,
      ...(wait !== undefined && { retryAfterMs: wait }),
    });
  }
  if (status < 500 && error && isTooLong(error)) return tooLong({ cause });
  if (status === 401 || status === 403) {
    return final(`The chat server at ${asked.url.origin} refuses the API key: set the right one.`);
  }
  if (status === 404 || status === 405) {
    return final(
      `The chat server at ${asked.url.origin} knows no model "${asked.model}", or not the address ${asked.url.pathname}: check the model's name and the base URL, which often ends in /v1.`,
    );
  }
  if (status >= 300 && status < 400) {
    return final(
      `The chat server at ${asked.url.origin} sends elsewhere (${status}): set the base URL that it moved to.`,
    );
  }
  if (status === 502 || status === 504) {
    return new AppError('ENGINE_LOST', 'The chat server does not answer. Try again.', { cause });
  }
  if (status >= 500 || status === 408) {
    return new AppError('ENGINE_FAILED', 'The chat server failed. Try again.', { cause });
  }
  return final(
    `The chat server refuses the request (${status}): the conversation may be too long for it, or a setting is unknown to it.`,
  );
}
