import type { TextPart, TextRequest } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { pause } from './pause.js';
import { createSeats, type Seat } from './seats.js';
import { ignoredSettings } from './text/ignored-settings.js';
import { composeReply } from './text/reply.js';
import { createStopFilter } from './text/stop-filter.js';
import { toTokens } from './text/tokens.js';

export interface MockTextOptions {
  /** Time between two tokens, in milliseconds. */
  readonly tokenDelayMs?: number;
  /** Requests answered at the same time. */
  readonly maxConcurrency?: number;
}

/**
 * A text engine without a model: the same messages give the same answer. It says that it is a mock,
 * writes an image prompt block when asked for a picture, and counts words as tokens.
 */
export function createMockTextEngine(options: MockTextOptions = {}): TextEngine {
  const { tokenDelayMs = 0, maxConcurrency = 8 } = options;
  const seats = createSeats(maxConcurrency);
  return {
    info: { engine: 'mock', model: 'mock-chat', modelCached: true },
    capabilities: { maxConcurrency, contextTokens: 32_768 },
    async *generate(request, signal) {
      const seat = seats.take(signal);
      try {
        yield* answer(request, seat, tokenDelayMs);
      } finally {
        seat.leave();
      }
    },
    close() {
      seats.close();
      return Promise.resolve();
    },
  };
}

async function* answer(
  request: TextRequest,
  seat: Seat,
  tokenDelayMs: number,
): AsyncGenerator<TextPart> {
  const promptTokens = request.messages.reduce(
    (count, message) => count + toTokens(message.content).length,
    0,
  );
  let completionTokens = 0;
  const finish = (reason: 'stop' | 'length' | 'cancelled'): TextPart => ({
    type: 'finish',
    reason,
    usage: { promptTokens, completionTokens, cachedTokens: 0 },
  });

  if (seat.cancelled()) {
    yield finish('cancelled');
    return;
  }
  yield* ignoredSettings(request);
  const filter = createStopFilter(request.stop);
  const tokens = toTokens(composeReply(request.messages));
  for (const token of tokens.slice(0, request.maxTokens)) {
    await pause(tokenDelayMs, seat.signal);
    if (seat.cancelled()) {
      yield finish('cancelled');
      return;
    }
    completionTokens += 1;
    const text = filter.push(token);
    if (text !== '') yield { type: 'text-delta', text };
    if (filter.stopped()) {
      yield finish('stop');
      return;
    }
  }
  const rest = filter.rest();
  if (rest !== '') yield { type: 'text-delta', text: rest };
  yield finish(tokens.length > request.maxTokens ? 'length' : 'stop');
}
