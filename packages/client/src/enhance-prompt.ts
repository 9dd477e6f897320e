import { ChatEvent, endpoints } from '@atelier/contracts';
import { AppError, isErrorCode } from '@atelier/errors';
import type { Connection } from './call.js';
import { toProblemError } from './problem.js';
import { readServerEvents } from './server-events.js';

/** A fuller prompt as far as it is written. */
export interface EnhancedPrompt {
  readonly prompt: string;
  /** What was done otherwise than one would expect, in words. */
  readonly warnings: readonly string[];
}

/**
 * A fuller prompt for a picture, each time more of it is written; the last one is the whole.
 *
 * @throws AppError what the server says, `SERVER_UNREACHABLE`, `CANCELLED`.
 */
export async function* enhancePrompt(
  connection: Connection,
  prompt: string,
  signal?: AbortSignal,
): AsyncGenerator<EnhancedPrompt> {
  let written: EnhancedPrompt = { prompt: '', warnings: [] };
  try {
    for await (const event of connect(connection, prompt, signal)) {
      if (event.type === 'finish') return;
      if (event.type === 'error') throw toError(event);
      if (event.type === 'warning') {
        written = { ...written, warnings: [...written.warnings, event.message] };
      } else if (event.type === 'text-delta') {
        written = { ...written, prompt: written.prompt + event.text };
      } else if (event.type === 'text-replaced') {
        written = { ...written, prompt: event.text };
      } else {
        continue;
      }
      yield written;
    }
  } catch (cause) {
    if (signal?.aborted) throw new AppError('CANCELLED', 'The prompt was left as it was.');
    if (AppError.is(cause)) throw cause;
    throw new AppError('SERVER_UNREACHABLE', undefined, { cause });
  }
  throw new AppError('SERVER_UNREACHABLE', 'The answer broke off. Try again.');
}

async function* connect(
  { baseUrl, fetch }: Connection,
  prompt: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChatEvent> {
  const response = await fetch(baseUrl + endpoints.enhancePrompt.path, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
    ...(signal && { signal }),
  });
  if (!response.ok) throw toProblemError(response, await response.json().catch(() => undefined));
  for await (const { data } of readServerEvents(response)) {
    const event = ChatEvent.safeParse(JSON.parse(data));
    if (event.success) yield event.data;
  }
}

function toError({ code, message, retryable }: Extract<ChatEvent, { type: 'error' }>): AppError {
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', message, { retryable });
}
