import type { ChatEvent, TokenUsage } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createBlockSplitter, type SplitPart } from '@atelier/image-prompt';
import type { AnswerPart } from '../../llm/llm-client.js';
import { createTextTidier } from './tidy-text.js';

/** A whole answer of the model, taken apart. */
export interface Answer {
  /** What a reader sees; no image prompt block, no reasoning. */
  readonly text: string;
  readonly reasoning: string;
  /** The insides of its image prompt blocks. */
  readonly imagePrompts: readonly string[];
  /** Id of the model that answered. */
  readonly model: string;
  /** Absent where it was cancelled. */
  readonly usage: TokenUsage | undefined;
  readonly finishReason: 'stop' | 'length' | 'cancelled';
  /** When the first token came, as `Date.now` has it. */
  readonly firstTokenAt: number | undefined;
}

/** Who hears of an answer while it is written. */
export interface AnswerListener {
  text(delta: string): void;
  reasoning(delta: string): void;
  say(event: ChatEvent): void;
}

/** Reads a stream of parts to its end, or to where it was cancelled: what came until then counts. */
export async function streamAnswer(
  parts: AsyncIterable<AnswerPart>,
  listener: AnswerListener,
): Promise<Answer> {
  const splitter = createBlockSplitter();
  const tidier = createTextTidier();
  const imagePrompts: string[] = [];
  const answer = { text: '', reasoning: '', model: '' };
  let firstTokenAt: number | undefined;
  const take = (split: readonly SplitPart[]) => {
    for (const part of split) {
      if (part.type === 'image-prompt') {
        imagePrompts.push(part.raw);
        continue;
      }
      const text = tidier.push(part.text);
      if (text === '') continue;
      answer.text += text;
      listener.text(text);
    }
  };
  let finish: Extract<AnswerPart, { type: 'finish' }> | undefined;
  try {
    for await (const part of parts) {
      switch (part.type) {
        case 'start':
          answer.model = part.info.model;
          break;
        case 'waiting':
          listener.say(toWaiting(part));
          break;
        case 'reasoning-delta':
          firstTokenAt ??= Date.now();
          answer.reasoning += part.text;
          listener.reasoning(part.text);
          break;
        case 'text-delta':
          firstTokenAt ??= Date.now();
          take(splitter.push(part.text));
          break;
        case 'warning':
          listener.say({ type: 'warning', code: 'ENGINE_SETTING', message: part.message });
          break;
        case 'tool-call':
          // No tools are offered in a conversation yet.
          break;
        case 'finish':
          finish = part;
      }
    }
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'CANCELLED') throw error;
    return {
      ...answer,
      imagePrompts: [],
      usage: undefined,
      finishReason: 'cancelled',
      firstTokenAt,
    };
  }
  take(splitter.end());
  if (finish === undefined) throw new Error('The stream ended without a finish.');
  const { usage, reason } = finish;
  return { ...answer, imagePrompts, usage, finishReason: reason, firstTokenAt };
}

function toWaiting(part: Extract<AnswerPart, { type: 'waiting' }>): ChatEvent {
  const { place, estimateMs } = part;
  return {
    type: 'waiting',
    place,
    ...(estimateMs !== undefined && { estimate_ms: estimateMs }),
  };
}
