import { AppError, type AppErrorOptions } from '@atelier/errors';
import type { ChatError } from '../answer/chat-chunk.js';

const busyCodes = new Set(['429', '503', '529', 'rate_limit_exceeded', 'rate_limit_error']);
const unpaidCodes = new Set(['402', 'insufficient_quota']);

/** An error that came in the middle of a stream. */
export function toReportedError(error: ChatError): AppError {
  const words = [error.code, error.type].map(String);
  const options = { cause: toCause(error.message ?? undefined) };
  if (isTooLong(error)) return tooLong(options);
  if (words.some((word) => unpaidCodes.has(word))) return unpaid(options);
  if (words.some((word) => busyCodes.has(word))) {
    return new AppError('ENGINE_BUSY', 'The chat server has no room for more. Try again.', options);
  }
  return new AppError('ENGINE_FAILED', 'The chat server failed in the middle. Try again.', options);
}

const tooLongCodes = new Set(['context_length_exceeded', 'exceed_context_size_error']);
const tooLongWords = /\bcontext (length|size|window)\b|\bprompt is too long\b/i;

/** Servers have a code for it (OpenAI, llama.cpp), or words only (vLLM, OpenVINO Model Server). */
export function isTooLong({ code, type, message }: ChatError): boolean {
  return (
    [code, type].some((word) => tooLongCodes.has(String(word))) || tooLongWords.test(message ?? '')
  );
}

export function tooLong(options: AppErrorOptions): AppError {
  const message = 'The conversation is longer than the chat server takes. Shorten it.';
  return new AppError('CONTEXT_TOO_LONG', message, options);
}

/** The account behind the key has run dry: no retry helps. */
export function unpaid(options: AppErrorOptions): AppError {
  return new AppError(
    'ENGINE_FAILED',
    "The chat server's account has no credit left: top it up or use another server.",
    { ...options, retryable: false },
  );
}

/** What the server said, for the log alone: people get our own sentence. */
export function toCause(said: string | undefined, status?: number): Error {
  const words = (said ?? 'nothing').replace(secret, '[key]').slice(0, 300);
  return new Error(
    status === undefined ? `it said: ${words}` : `it answered ${status} and said: ${words}`,
  );
}

// OpenAI repeats a part of a refused key in its answer.
const secret = /\b(?:(?:sk|pk|key)[-_]|Bearer\s+)[^\s"']+/gi;
