import type { TextPart, TextRequest } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import { Agent } from 'undici';
import { createAnswerReader, type AnswerReader } from './answer/answer-reader.js';
import { readAnswer } from './answer/read-answer.js';
import { watchConnection } from './http/connection-watch.js';
import { openStream } from './http/open-stream.js';
import {
  checkApiKey,
  defaultTimeouts,
  toCompletionsUrl,
  type RemoteTextOptions,
} from './options.js';
import { toChatBody } from './request/to-chat-body.js';
import { createSeats, engineClosed } from './seats.js';

/**
 * A text engine behind any server that speaks OpenAI's chat completions.
 *
 * The counts of a cancelled answer are what the server had told by then, often nothing; an answer
 * whose tokens nobody counted carries a warning about `usage`.
 *
 * @throws AppError `INVALID_CONFIG` for a base URL or a key that can be none.
 */
export function createRemoteTextEngine(options: RemoteTextOptions): TextEngine {
  const { model, apiKey, maxConcurrency = 8, contextTokens } = options;
  const { flavour = 'compatible', thoughts = 'marked' } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const url = toCompletionsUrl(options.baseUrl);
  checkApiKey(apiKey);
  const seats = createSeats(maxConcurrency);
  // The watch over each request keeps the deadlines; undici's own would only race with it.
  const dispatcher = new Agent({
    connect: { timeout: timeouts.connectMs },
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: maxConcurrency,
  });
  const server = { url, model, apiKey, dispatcher };

  async function* answer(
    request: TextRequest,
    reader: AnswerReader,
    outside: AbortSignal,
  ): AsyncGenerator<TextPart> {
    const { body, warnings } = toChatBody(request, { model, flavour });
    yield* warnings;
    const watch = watchConnection(timeouts, outside);
    try {
      const bytes = await openStream(server, body, watch.signal);
      watch.waiting('reading');
      yield* readAnswer(bytes, reader, watch);
    } catch (error) {
      throw watch.expired() ?? toEngineError(error);
    } finally {
      watch.stop();
    }
  }

  return {
    info: { engine: 'remote', model, modelCached: false },
    capabilities: { maxConcurrency, ...(contextTokens !== undefined && { contextTokens }) },
    async *generate(request, signal) {
      const seat = seats.take();
      const reader = createAnswerReader({
        stop: request.stop,
        thoughts,
        wantsLogprobs: request.logprobs !== undefined,
      });
      const cancelled = (): TextPart => ({
        type: 'finish',
        reason: 'cancelled',
        usage: reader.usage(),
      });
      try {
        if (!signal.aborted) {
          const outside = AbortSignal.any([signal, seat.closed]);
          for await (const part of answer(request, reader, outside)) {
            if (outside.aborted) break;
            // Some think all the same.
            if (part.type === 'reasoning-delta' && request.reasoning === 'off') continue;
            yield part;
            if (part.type === 'finish') return;
          }
        }
        if (seat.closed.aborted) throw engineClosed();
        yield cancelled();
      } catch (error) {
        if (seat.closed.aborted) throw engineClosed();
        if (!signal.aborted) throw error;
        yield cancelled();
      } finally {
        seat.leave();
      }
    },
    async close() {
      seats.close();
      await dispatcher.destroy();
    },
  };
}

/** The server is out of reach, unless it has said otherwise. */
function toEngineError(error: unknown): AppError {
  if (AppError.is(error)) return error;
  const message = 'The chat server does not answer, or the connection broke. Try again.';
  return new AppError('ENGINE_LOST', message, { cause: error });
}
