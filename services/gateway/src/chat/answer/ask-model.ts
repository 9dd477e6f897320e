import type { TextRequest } from '@atelier/contracts';
import type { Turn as StoredTurn } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { AnswerPart, LlmClient } from '../../llm/llm-client.js';
import type { Turn } from '../turn/turn.js';
import { createTokenGauge, fitHistory, type TokenGauge } from './fit-history.js';
import { streamAnswer, type Answer, type AnswerListener } from './stream-answer.js';
import { toTextRequest, type Sampling } from './to-text-request.js';

export interface AskModelOptions {
  readonly llm: Pick<LlmClient, 'generate'>;
  readonly maxNewTokens: number;
  /** Tokens that a model may think for; 0 is no limit. */
  readonly reasoningMaxTokens: number;
  readonly sampling: () => Sampling;
}

/** An answer, and what was asked for it. */
export interface AskedAnswer {
  readonly answer: Answer;
  readonly request: TextRequest;
}

/** Asks the model with as much of the history as it can take. */
export type AskModel = (
  turn: Turn,
  history: readonly StoredTurn[],
  listener: AnswerListener,
  signal: AbortSignal,
) => Promise<AskedAnswer>;

const secondTemperature = 0.7;

/**
 * Keeps an eye on how much the models at work can take, so that a long history is cut before it is
 * sent. Where that was not enough, half of it is sent.
 */
export function createAskModel({
  llm,
  maxNewTokens,
  reasoningMaxTokens,
  sampling,
}: AskModelOptions): AskModel {
  const known = new Map<
    string,
    { readonly gauge: TokenGauge; contextTokens: number | undefined }
  >();
  let atWork: string | undefined;
  const noteModel = (info: Extract<AnswerPart, { type: 'start' }>['info']) => {
    atWork = info.model;
    const model = known.get(info.model) ?? { gauge: createTokenGauge(), contextTokens: undefined };
    model.contextTokens = info.contextTokens;
    known.set(info.model, model);
    // Models come and go; a handful is ever at work.
    if (known.size > 20) known.delete([...known.keys()][0] ?? '');
  };
  const cut = (history: readonly StoredTurn[], bare: TextRequest) => {
    const model = atWork === undefined ? undefined : known.get(atWork);
    if (model?.contextTokens === undefined) return history;
    const { gauge, contextTokens } = model;
    const budget = contextTokens - bare.maxTokens - gauge.tokensOf(bytesOf(bare)) - 64;
    return fitHistory(history, budget, gauge);
  };

  return async (turn, history, listener, signal) => {
    const { body, requestId, traceparent, seed, reasoning } = turn;
    const options = {
      maxTokens: maxNewTokens,
      sampling: sampling(),
      seed,
      reasons: reasoning !== 'off',
      reasoningMaxTokens,
    };
    const toRequest = (turns: readonly StoredTurn[]) => toTextRequest(turns, body, options);
    let kept = cut(history, toRequest([]));
    let isSecond = false;
    for (;;) {
      const request = isSecond ? another(toRequest(kept)) : toRequest(kept);
      const call = {
        requestId,
        traceparent,
        signal,
        user: `${turn.ownerId}/${body.user_id}`,
        stickyKey: turn.conversationId,
      };
      try {
        const parts = noting(llm.generate(request, call), noteModel);
        const answer = await streamAnswer(parts, listener);
        const usage = answer.usage?.promptTokens ?? 0;
        known.get(answer.model)?.gauge.learn(bytesOf(request), usage);
        if (isSecond || !isEmpty(answer)) return { answer, request };
        isSecond = true;
      } catch (error) {
        const isTooLong = AppError.is(error) && error.code === 'CONTEXT_TOO_LONG';
        if (!isTooLong || kept.length === 0) throw error;
        kept = kept.slice(Math.ceil(kept.length / 2));
      }
    }
  };
}

/** A small model ends at once now and then. */
function isEmpty({ text, imagePrompts, finishReason }: Answer): boolean {
  return finishReason === 'stop' && text === '' && imagePrompts.length === 0;
}

/** The request with other words to be expected. */
function another(request: TextRequest): TextRequest {
  const temperature = Math.max(request.temperature, secondTemperature);
  return { ...request, temperature, seed: ((request.seed ?? 0) + 1) % 2 ** 31 };
}

async function* noting(
  parts: AsyncIterable<AnswerPart>,
  noteModel: (info: Extract<AnswerPart, { type: 'start' }>['info']) => void,
): AsyncGenerator<AnswerPart> {
  for await (const part of parts) {
    if (part.type === 'start') noteModel(part.info);
    yield part;
  }
}

function bytesOf({ messages }: TextRequest): number {
  return messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
}
