import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { TextEngineInfo, TextStreamLine, WaitingPlace } from '@atelier/contracts';
import { AppError } from '@atelier/errors';

const keepAliveMs = 5_000;
/** A reader who takes nothing for this long is gone. */
const readerDeadlineMs = 30_000;

/** An answer as lines of JSON. The line `start` is written with its first part. */
export interface AnswerStream {
  /** Tells a place in the waiting room, unless the reader has yet to take what was written before. */
  tellPlace(place: WaitingPlace): void;
  /**
   * Resolves once the reader has room for more.
   *
   * @throws AppError `DEADLINE_EXCEEDED` for a reader who takes nothing; the signal's reason.
   */
  write(line: TextStreamLine, signal: AbortSignal): Promise<void>;
  /** True once the status is sent, after which an error can only be a line. */
  begun(): boolean;
  /** Writes a last line, if any, and ends. */
  end(line?: TextStreamLine): void;
}

/** Writes an empty line now and then, so that the reader can tell a slow engine from a dead one. */
export function createAnswerStream(
  response: ServerResponse,
  /** Who answers; the model may change while a request waits. */
  info: () => TextEngineInfo,
  options: { readonly keepAliveMs?: number } = {},
): AnswerStream {
  let started = false;
  const open = () => {
    if (response.headersSent) return;
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
    });
  };
  const writeUnlessFull = (line: string) => {
    if (response.destroyed || response.writableNeedDrain) return;
    open();
    response.write(line);
  };
  const start = () => {
    open();
    if (started) return;
    started = true;
    response.write(toLine({ type: 'start', info: info() }));
  };
  const timer = setInterval(() => {
    writeUnlessFull('\n');
  }, options.keepAliveMs ?? keepAliveMs);
  response.once('close', () => {
    clearInterval(timer);
  });

  return {
    tellPlace(place) {
      writeUnlessFull(toLine(place));
    },
    async write(line, signal) {
      start();
      if (response.write(toLine(line))) return;
      await drained(response, signal);
    },
    begun: () => response.headersSent,
    end(line) {
      clearInterval(timer);
      if (response.destroyed) return;
      response.end(line && toLine(line));
    },
  };
}

async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(readerDeadlineMs);
  try {
    await once(response, 'drain', { signal: AbortSignal.any([signal, deadline]) });
  } catch {
    signal.throwIfAborted();
    response.destroy();
    throw new AppError('DEADLINE_EXCEEDED', 'The reader takes nothing.');
  }
}

function toLine(line: TextStreamLine): string {
  return `${JSON.stringify(line)}\n`;
}
