import type { TextPart, TokenLogprob, TokenUsage } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { toReportedError } from '../http/reported-error.js';
import { createCallCollector } from './call-collector.js';
import { ChatChunk, chatErrorIn } from './chat-chunk.js';
import { createLeadingTrim } from './leading-trim.js';
import { createStopFilter } from './stop-filter.js';
import { createThoughtSplitter, type ThoughtPiece, type ThoughtPlace } from './thought-splitter.js';
import { tokenCountsOf } from './token-counts.js';
import { createWholeCharacters } from './whole-characters.js';

export interface AnswerSettings {
  readonly stop: readonly string[];
  readonly thoughts: ThoughtPlace;
  readonly wantsLogprobs: boolean;
}

/** Turns the events of one stream into parts. */
export interface AnswerReader {
  /**
   * Takes the data of one event.
   *
   * @throws AppError `ENGINE_BUSY` or `ENGINE_FAILED` when it is an error or makes no sense.
   */
  push(data: string): TextPart[];
  /** True once the answer is whole; token counts and the end of the stream may still come. */
  settled(): boolean;
  /** True when nothing that may still come is worth waiting for. */
  enough(): boolean;
  /** What the server has counted by now; zeros if nothing. */
  usage(): TokenUsage;
  /**
   * What was held back, and `finish`.
   *
   * @throws AppError `ENGINE_LOST` when the stream broke off.
   */
  end(): TextPart[];
}

const nothing: TokenUsage = { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };

export function createAnswerReader(settings: AnswerSettings): AnswerReader {
  const filter = createStopFilter(settings.stop);
  const splitter = createThoughtSplitter(settings.thoughts);
  const calls = createCallCollector();
  const characters = { thought: createWholeCharacters(), answer: createWholeCharacters() };
  const start = { thought: createLeadingTrim(), answer: createLeadingTrim() };
  let logprobs: TokenLogprob[] = [];
  let apart = false;
  let counts: TokenUsage | undefined;
  let reason: 'stop' | 'length' | undefined;
  let done = false;

  const toThought = (text: string): TextPart[] =>
    text === '' ? [] : [{ type: 'reasoning-delta', text }];
  const toDelta = (text: string): TextPart[] => {
    if (text === '') return [];
    const chosen = logprobs;
    logprobs = [];
    return [{ type: 'text-delta', text, ...(chosen.length > 0 && { logprobs: chosen }) }];
  };
  const toParts = (pieces: readonly ThoughtPiece[]): TextPart[] =>
    pieces.flatMap(({ kind, text }) =>
      kind === 'thought' ? toThought(text) : toDelta(filter.push(text)),
    );
  const flush = () => [...toParts(splitter.rest()), ...toDelta(filter.rest()), ...calls.rest()];

  const take = (choice: NonNullable<ChatChunk['choices']>[number]): TextPart[] => {
    const { delta } = choice;
    if (settings.wantsLogprobs) logprobs.push(...logprobsOf(choice));
    const thought = delta?.reasoning_content ?? delta?.reasoning ?? '';
    const content = delta?.content ?? '';
    apart ||= thought !== '';
    calls.push(delta?.tool_calls ?? []);
    const parts = [
      ...toThought(start.thought.push(characters.thought.push(thought))),
      ...toParts(
        splitter.push(characters.answer.push(apart ? start.answer.push(content) : content)),
      ),
    ];
    if (typeof choice.finish_reason !== 'string' || choice.finish_reason === '') return parts;
    parts.push(...flush());
    if (choice.finish_reason === 'content_filter') parts.push(withheld);
    reason = toReason(choice.finish_reason);
    return parts;
  };

  return {
    push(data) {
      if (data === '') return [];
      if (data === '[DONE]') {
        done = true;
        return [];
      }
      const value = parseJson(data);
      const error = chatErrorIn(value);
      if (error) throw toReportedError(error);
      const chunk = ChatChunk.safeParse(value);
      if (!chunk.success) throw nonsense(chunk.error);
      counts = tokenCountsOf(chunk.data) ?? counts;
      const [choice] = chunk.data.choices ?? [];
      return choice ? take(choice) : [];
    },
    settled: () => done || reason !== undefined || filter.stopped(),
    // A server that counts as it goes needs not be heard out once it said too much.
    enough: () => filter.stopped() && counts !== undefined,
    usage: () => counts ?? nothing,
    end() {
      if (!done && reason === undefined && !filter.stopped()) throw brokenOff();
      return [
        ...flush(),
        ...(counts ? [] : [uncounted]),
        {
          type: 'finish',
          reason: filter.stopped() ? 'stop' : (reason ?? 'stop'),
          usage: counts ?? nothing,
        },
      ];
    },
  };
}

const uncounted: TextPart = {
  type: 'warning',
  setting: 'usage',
  message: 'The chat server has not counted the tokens: zero stands for unknown.',
};
const withheld: TextPart = {
  type: 'warning',
  setting: 'messages',
  message: 'The chat server withheld the rest of the answer (content filter).',
};

/** Servers have words of their own for an answer that simply ended: `eos`, `tool_calls`, …. */
function toReason(reason: string): 'stop' | 'length' {
  if (reason === 'error' || reason === 'abort') {
    throw new AppError('ENGINE_FAILED', 'The chat server gave the answer up. Try again.');
  }
  return reason === 'length' || reason === 'max_tokens' ? 'length' : 'stop';
}

function logprobsOf(choice: NonNullable<ChatChunk['choices']>[number]): TokenLogprob[] {
  return (choice.logprobs?.content ?? []).map(({ token, logprob }) => ({
    token: token.toWellFormed(),
    // Rounding makes some servers say a little more than certain.
    logprob: Math.min(0, logprob),
  }));
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw nonsense(error);
  }
}

function nonsense(cause: unknown): AppError {
  const message = 'The chat server sent something that is no piece of an answer.';
  return new AppError('ENGINE_FAILED', message, { cause });
}

function brokenOff(): AppError {
  return new AppError('ENGINE_LOST', 'The chat server broke off its answer. Try again.');
}
