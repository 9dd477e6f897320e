import { endpoints, ModelView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Connection } from './call.js';
import { toProblemError } from './problem.js';
import { readServerEvents } from './server-events.js';

export interface ModelEventsDeps {
  readonly connection: Connection;
  readonly pause: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const firstPauseMs = 500;
const longestPauseMs = 5_000;

/**
 * Every model, and then each one that changes, until the signal ends it. A connection that breaks is
 * made again, for as long as it takes.
 *
 * @throws AppError `CANCELLED`, or what the server says that asking again would not change.
 */
export async function* modelEvents(
  { connection, pause }: ModelEventsDeps,
  signal?: AbortSignal,
): AsyncGenerator<ModelView> {
  let pauseMs = firstPauseMs;
  for (;;) {
    let waitMs = 0;
    try {
      for await (const model of connect(connection, signal)) {
        pauseMs = firstPauseMs;
        yield model;
      }
    } catch (error) {
      if (signal?.aborted) throw new AppError('CANCELLED', 'The stream was left.');
      if (AppError.is(error) && !error.retryable) throw error;
      waitMs = AppError.is(error) ? (error.retryAfterMs ?? 0) : 0;
    }
    await pause(Math.max(pauseMs, waitMs), signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

async function* connect(
  { baseUrl, fetch }: Connection,
  signal: AbortSignal | undefined,
): AsyncGenerator<ModelView> {
  const response = await fetch(baseUrl + endpoints.modelEvents.path, {
    headers: { accept: 'text/event-stream' },
    ...(signal && { signal }),
  });
  if (!response.ok) throw toProblemError(response, await response.json().catch(() => undefined));
  for await (const { data } of readServerEvents(response)) {
    const model = ModelView.safeParse(JSON.parse(data));
    if (model.success) yield model.data;
  }
}
