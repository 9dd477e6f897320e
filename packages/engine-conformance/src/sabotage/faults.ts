import { AppError, type ErrorCode } from '@atelier/errors';

/** How an engine is asked: `generate` of a text engine, `draw` of an image engine. */
export type Open<Request, Part> = (request: Request, signal: AbortSignal) => AsyncIterable<Part>;

interface Closing {
  close(): Promise<void>;
}

/** Its parts, each left out, changed or followed by others. */
export async function* replaced<Part>(
  parts: AsyncIterable<Part>,
  replace: (part: Part) => readonly Part[],
): AsyncGenerator<Part> {
  for await (const part of parts) yield* replace(part);
}

/** Another error in place of one that the engine throws. */
export async function* failingAs<Part>(
  parts: AsyncIterable<Part>,
  from: ErrorCode,
  to: AppError,
): AsyncGenerator<Part> {
  try {
    yield* parts;
  } catch (error) {
    throw AppError.is(error) && error.code === from ? to : error;
  }
}

/** Keeps the seat of everyone who was cancelled, or who left before the end. */
export function keepingSeats<Request, Part>(
  open: Open<Request, Part>,
  seats: number,
  of: 'the-cancelled' | 'those-who-left',
): Open<Request, Part> {
  let taken = 0;
  return async function* (request, signal) {
    if (taken >= seats) throw new AppError('ENGINE_BUSY');
    taken += 1;
    let hasEnded = false;
    try {
      yield* open(request, signal);
      hasEnded = true;
    } finally {
      const keeps = of === 'the-cancelled' ? signal.aborted : !hasEnded;
      if (!keeps) taken -= 1;
    }
  };
}

/** Ends every stream at once, without a word, after it was closed. */
export function silentOnceClosed<Request, Part>(
  open: Open<Request, Part>,
  engine: Closing,
): { readonly open: Open<Request, Part>; readonly close: () => Promise<void> } {
  let isClosed = false;
  return {
    async *open(request, signal) {
      if (!isClosed) yield* open(request, signal);
    },
    close() {
      isClosed = true;
      return engine.close();
    },
  };
}
