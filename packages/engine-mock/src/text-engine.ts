import type { TextPart, TextRequest } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import { pause } from './pause.js';
import { createSeats, type Seat } from './seats.js';
import { composeBeats, type Beat } from './text/beats.js';
import { ignoredSettings } from './text/ignored-settings.js';
import { createStopFilter, type StopFilter } from './text/stop-filter.js';
import { toTokens } from './text/tokens.js';

export interface MockTextOptions {
  /** Time before each part, in milliseconds. */
  readonly partDelayMs?: number;
  /** Requests answered at the same time. */
  readonly maxConcurrency?: number;
}

/** Prompt and answer together, as a small model has it. */
const contextTokens = 4_096;

/**
 * A text engine without a model: the same messages give the same answer. It says that it is a mock,
 * writes an image prompt block when asked for a picture, counts words as tokens, and does what a
 * message that begins with `mock:` orders.
 */
export function createMockTextEngine(options: MockTextOptions = {}): TextEngine {
  const { partDelayMs = 0, maxConcurrency = 8 } = options;
  const seats = createSeats(maxConcurrency);
  return {
    info: { engine: 'mock', model: 'mock-chat', modelCached: true },
    capabilities: { maxConcurrency, contextTokens },
    async *generate(request, signal) {
      const seat = seats.take(signal);
      try {
        yield* answer(request, seat, partDelayMs);
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
  partDelayMs: number,
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
  const maxTokens = Math.min(request.maxTokens, contextTokens - promptTokens);
  if (maxTokens < 1) throw tooLong(promptTokens);
  yield* ignoredSettings(request);
  const filter = createStopFilter(request.stop);
  for (const beat of composeBeats(request)) {
    if ('token' in beat && completionTokens === maxTokens) {
      yield* toDelta(filter.rest());
      yield finish('length');
      return;
    }
    await pause(beat.does === 'wait' ? beat.delayMs : partDelayMs, seat.signal);
    if (seat.cancelled()) {
      yield finish('cancelled');
      return;
    }
    if ('token' in beat) completionTokens += 1;
    yield* toParts(beat, filter);
    if (filter.stopped()) {
      yield finish('stop');
      return;
    }
  }
  yield* toDelta(filter.rest());
  yield finish('stop');
}

/** @throws AppError where the script says so. */
function toParts(beat: Beat, filter: StopFilter): TextPart[] {
  switch (beat.does) {
    case 'say':
      return toDelta(filter.push(beat.token));
    case 'think':
      return [{ type: 'reasoning-delta', text: beat.token }];
    case 'warn':
      return [{ type: 'warning', setting: 'messages', message: beat.message }];
    case 'call':
      return [{ type: 'tool-call', call: beat.call }];
    case 'fail':
      throw beat.error;
    case 'wait':
      return [];
  }
}

function toDelta(text: string): TextPart[] {
  return text === '' ? [] : [{ type: 'text-delta', text }];
}

function tooLong(promptTokens: number): AppError {
  const message = `The conversation has ${promptTokens} tokens; the mock engine takes ${contextTokens}, its answer included. Shorten it.`;
  return new AppError('CONTEXT_TOO_LONG', message);
}
