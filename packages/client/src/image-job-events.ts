import { endpoints, ImageJobView, isFinalImageStatus } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Connection } from './call.js';
import { toProblemError } from './problem.js';
import { readServerEvents } from './server-events.js';

export interface ImageJobEventsOptions {
  /** Ends the stream with `CANCELLED`; the job itself goes on. */
  readonly signal?: AbortSignal | undefined;
  /** How long to try without any event, in milliseconds; 60,000 unless told. */
  readonly patienceMs?: number | undefined;
}

export interface ImageJobEventsDeps {
  readonly connection: Connection;
  readonly pause: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly now: () => number;
}

const firstPauseMs = 250;
const longestPauseMs = 3_000;

/**
 * A job each time it changes, to its end. A connection that breaks is made again; each begins with
 * the state of then.
 *
 * @throws AppError what the server says of a job that it does not know, `SERVER_UNREACHABLE`,
 *   `CANCELLED`.
 */
export async function* imageJobEvents(
  { connection, pause, now }: ImageJobEventsDeps,
  id: string,
  { signal, patienceMs = 60_000 }: ImageJobEventsOptions = {},
): AsyncGenerator<ImageJobView> {
  let heardAt = now();
  let pauseMs = firstPauseMs;
  for (;;) {
    let failure: AppError | undefined;
    try {
      for await (const job of connect(connection, id, signal)) {
        heardAt = now();
        pauseMs = firstPauseMs;
        yield job;
        if (isFinalImageStatus(job.status)) return;
      }
    } catch (error) {
      if (signal?.aborted) throw new AppError('CANCELLED', 'The stream was left.');
      failure = AppError.is(error) ? error : unreachable(error);
      if (!failure.retryable) throw failure;
    }
    if (now() - heardAt > patienceMs) throw failure ?? unreachable();
    await pause(Math.max(pauseMs, failure?.retryAfterMs ?? 0), signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

async function* connect(
  { baseUrl, fetch }: Connection,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ImageJobView> {
  const path = endpoints.imageJobEvents.path.replace('{id}', encodeURIComponent(id));
  const response = await fetch(baseUrl + path, {
    headers: { accept: 'text/event-stream' },
    ...(signal && { signal }),
  });
  if (!response.ok) throw toProblemError(response, await response.json().catch(() => undefined));
  for await (const { data } of readServerEvents(response)) {
    const job = ImageJobView.safeParse(JSON.parse(data));
    if (job.success) yield job.data;
  }
}

function unreachable(cause?: unknown): AppError {
  const says = 'Atelier does not answer. Check that it is running.';
  return new AppError('SERVER_UNREACHABLE', says, { cause });
}
