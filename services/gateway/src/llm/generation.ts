import type { TextRequest } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { AnswerPart, LlmClient } from './llm-client.js';

export interface GenerationOptions {
  readonly llm: Pick<LlmClient, 'generate'>;
  readonly request: TextRequest;
  readonly requestId: string;
  /** The span that it belongs to, where requests are traced. */
  readonly traceparent?: string | undefined;
  readonly log: Logger;
  /** Whose turn it is; the waiting room is fair between them. */
  readonly user: string;
  /** Requests of one key go to one worker where they can, for the sake of its prefix cache. */
  readonly stickyKey?: string;
  /** For the whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts when the client leaves. */
  readonly client: AbortSignal;
  /** Aborts, with an AppError as its reason, when the process stops. */
  readonly stopping: AbortSignal;
}

/**
 * One answer that nobody keeps: it ends when its client leaves, when its time is up, or when the
 * process stops.
 *
 * @throws AppError `CANCELLED`, `DEADLINE_EXCEEDED`, the reason of `stopping`, or what the llm-worker
 *   says.
 */
export async function* createGeneration(options: GenerationOptions): AsyncGenerator<AnswerPart> {
  const { llm, request, timeoutMs, client, stopping, log } = options;
  const { requestId, traceparent, user, stickyKey } = options;
  const startedAt = Date.now();
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    const seconds = Math.round(timeoutMs / 1_000);
    const says = `The answer took longer than ${seconds} s. Ask for less, or try again.`;
    deadline.abort(new AppError('DEADLINE_EXCEEDED', says));
  }, timeoutMs);
  const signal = AbortSignal.any([client, stopping, deadline.signal]);
  const call = {
    ...{ requestId, traceparent, signal, user },
    ...(stickyKey !== undefined && { stickyKey }),
  };
  let model: string | undefined;
  try {
    signal.throwIfAborted();
    for await (const part of llm.generate(request, call)) {
      if (part.type === 'start') model = part.info.model;
      if (part.type === 'finish') {
        const tokens = part.usage.completionTokens;
        log.info('completion.answered', { model, tokens, durationMs: Date.now() - startedAt });
      }
      yield part;
    }
  } catch (error) {
    if (client.aborted) throw new AppError('CANCELLED', 'The client has left.', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
