import { createHash } from 'node:crypto';
import {
  headers,
  LlmWorkerHealth,
  TextStreamLine,
  WireErrorShape,
  type TextRequest,
} from '@atelier/contracts';
import { AppError, fromWireError, toAppError } from '@atelier/errors';
import { Agent, request, type Dispatcher } from 'undici';
import { createAnswerObserver, type AnswerObserver } from '../telemetry/answer-observer.js';
import { createCircuitBreaker } from './circuit-breaker.js';
import type { LlmCall } from './llm-call.js';
import { readLines } from './read-lines.js';

/** A piece of an answer, `start`, which says who answers, or `waiting`, which says a place. */
export type AnswerPart = Exclude<TextStreamLine, { type: 'error' }>;

export interface LlmClientOptions {
  readonly url: string;
  readonly token: string;
  readonly connectTimeoutMs?: number;
  /** The llm-worker writes at least an empty line every few seconds; silence this long is a fault. */
  readonly silenceTimeoutMs?: number;
  readonly observer?: AnswerObserver;
}

/** Speaks to the llm-worker. */
export interface LlmClient {
  /**
   * Streams an answer: `waiting` as often as the place changes, `start`, then parts, ending after
   * `finish`.
   *
   * @throws AppError `LLM_UNAVAILABLE`, or what the worker says: `ENGINE_BUSY`, `ENGINE_LOST`,
   *   `CONTEXT_TOO_LONG`, …. When `signal` aborts, its reason.
   */
  generate(body: TextRequest, call: LlmCall): AsyncIterable<AnswerPart>;
  /** @throws AppError `LLM_UNAVAILABLE` */
  health(signal: AbortSignal): Promise<LlmWorkerHealth>;
  close(): Promise<void>;
}

const maxLineBytes = 1_000_000;

export function createLlmClient(options: LlmClientOptions): LlmClient {
  const { connectTimeoutMs = 5_000, silenceTimeoutMs = 30_000 } = options;
  const { observer = createAnswerObserver() } = options;
  const dispatcher = new Agent({
    connect: { timeout: connectTimeoutMs },
    headersTimeout: silenceTimeoutMs,
    bodyTimeout: silenceTimeoutMs,
    // One connection a running answer; more wait here no longer than their own deadline.
    connections: 512,
  });
  const breaker = createCircuitBreaker({ threshold: 3, openMs: 1_000 });
  const authorization = `Bearer ${options.token}`;
  const send = (path: string, init: Omit<Dispatcher.RequestOptions, 'origin' | 'path'>) =>
    request(new URL(path, options.url), { ...init, dispatcher });

  return {
    async *generate(body, call) {
      const { requestId, signal, user } = call;
      const observed = observer.begin(call);
      const { traceparent } = observed;
      const retryAfterMs = breaker.waitMs();
      if (retryAfterMs > 0) {
        observed.end('LLM_UNAVAILABLE');
        throw unavailable(undefined, retryAfterMs);
      }
      // Unless something else comes: a reader who leaves says nothing.
      let outcome = 'CANCELLED';
      try {
        const response = await send('/v1/generate', {
          method: 'POST',
          body: JSON.stringify(body),
          headers: {
            authorization,
            'content-type': 'application/json',
            [headers.requestId]: requestId,
            ...(traceparent !== undefined && { [headers.traceparent]: traceparent }),
            ...(user !== undefined && { [headers.user]: toUserKey(user) }),
          },
          signal,
        });
        if (response.statusCode !== 200) throw await refusal(response);
        breaker.succeeded();
        for await (const line of readLines(response.body, maxLineBytes)) {
          const part = TextStreamLine.parse(JSON.parse(line));
          if (part.type === 'error') throw fromWireError(part.error);
          if (part.type === 'finish') outcome = 'finished';
          else if (isSpoken(part)) observed.spoke();
          yield part;
          if (part.type === 'finish') return;
        }
        throw unavailable(new Error('The stream ended without a finish.'));
      } catch (error) {
        const llmError = toLlmError(error, signal);
        if (AppError.is(llmError) && llmError.code === 'LLM_UNAVAILABLE') breaker.failed();
        outcome = toAppError(llmError).code;
        throw llmError;
      } finally {
        observed.end(outcome);
      }
    },
    async health(signal) {
      try {
        const response = await send('/health', {
          method: 'GET',
          headers: { authorization },
          signal,
        });
        if (response.statusCode !== 200) throw await refusal(response);
        return LlmWorkerHealth.parse(await response.body.json());
      } catch (error) {
        throw toLlmError(error, signal);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

function isSpoken({ type }: AnswerPart): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type === 'tool-call';
}

/** The same for the same user, fit for a header, and nobody's name. */
function toUserKey(user: string): string {
  return createHash('sha256').update(user).digest('base64url');
}

function toLlmError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return AppError.is(error) ? error : unavailable(error);
}

function unavailable(cause: unknown, retryAfterMs = 2_000): AppError {
  return new AppError('LLM_UNAVAILABLE', 'The chat worker does not answer. Try again shortly.', {
    cause,
    retryAfterMs,
  });
}

async function refusal(response: Dispatcher.ResponseData): Promise<AppError> {
  const body = WireErrorShape.safeParse(await response.body.json().catch(() => undefined));
  if (body.success) return fromWireError(body.data);
  return unavailable(new Error(`The chat worker answered ${response.statusCode}.`));
}
