import type { TextPart } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { AnswerReader } from './answer-reader.js';
import { createEventReader } from './event-reader.js';

/** Hears when the server is waited for: a reader that takes its time is not the server's fault. */
export interface AnswerListener {
  /** Something arrived, if only a keep-alive. */
  heard(): void;
  /** The next piece is waited for; once the answer is settled, only the end of the stream. */
  waiting(state: 'reading' | 'settled'): void;
}

/**
 * Reads a stream to its end.
 *
 * @throws AppError `ENGINE_BUSY`, `ENGINE_LOST` when it breaks off, `ENGINE_FAILED`; and whatever
 *   `bytes` throws before the answer is whole.
 */
export async function* readAnswer(
  bytes: AsyncIterable<Uint8Array>,
  reader: AnswerReader,
  listener: AnswerListener,
): AsyncGenerator<TextPart> {
  const events = createEventReader();
  try {
    for await (const piece of bytes) {
      listener.heard();
      for (const data of events.push(piece)) yield* reader.push(data);
      if (reader.enough()) break;
      listener.waiting(reader.settled() ? 'settled' : 'reading');
    }
    for (const data of events.rest()) {
      if (isWhole(data)) yield* reader.push(data);
    }
  } catch (error) {
    // With the answer whole, it does not matter how the connection ends.
    if (AppError.is(error) || !reader.settled()) throw error;
  }
  yield* reader.end();
}

/** A stream that breaks off leaves half an event; that is a lost server, not a confused one. */
function isWhole(data: string): boolean {
  if (data === '[DONE]') return true;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
