import { createHash } from 'node:crypto';
import type {
  ChatCompletion,
  ChatCompletionRequest,
  ReasoningMode,
  TextRequest,
  Warning,
} from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { errorFields } from '@atelier/logging';
import { v7 as uuidv7 } from 'uuid';
import { toEventStream } from '../http/event-stream.js';
import type { Call, JsonAnswer, RawAnswer } from '../http/handlers.js';
import { toProblem } from '../http/problem.js';
import type { LlmClient } from '../llm/llm-client.js';
import { createGeneration } from '../llm/generation.js';
import { refuseContent, type Moderator } from '../moderation/moderator.js';
import type { ChatModels } from './chat-models.js';
import { readCompletion } from './read-completion.js';
import { streamCompletion } from './stream-completion.js';
import { toOpenAiError } from './to-openai-error.js';
import { toTextRequest, type RequestDefaults } from './to-text-request.js';

export interface CompletionsOptions {
  readonly llm: Pick<LlmClient, 'generate'>;
  readonly models: Pick<ChatModels, 'find'>;
  readonly moderator: Moderator;
  readonly maxNewTokens: number;
  /** Time for a whole answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly reasoning: ReasoningMode;
  /** How the active chat model chooses its words where nobody says how. */
  readonly sampling: () => RequestDefaults['sampling'];
  /** Between two signs of life in a stream, in milliseconds; 10,000 unless told. */
  readonly heartbeatMs?: number;
}

type CompletionCall = Pick<
  Call<'createChatCompletion'>,
  'body' | 'principal' | 'requestId' | 'traceparent' | 'log' | 'signal'
>;

/** Chat completions without history: what the client sends is all that the model is shown. */
export interface Completions {
  /**
   * Answers. A client that leaves ends the work.
   *
   * @throws AppError `INVALID_INPUT`, `MODEL_UNKNOWN`, `CONTENT_REFUSED`, `CANCELLED`,
   *   `DEADLINE_EXCEEDED`, `SHUTTING_DOWN`, `CONTEXT_TOO_LONG`, `ENGINE_*`, `LLM_UNAVAILABLE`; once a
   *   stream has begun, these are told in it.
   */
  complete(call: CompletionCall): Promise<JsonAnswer<ChatCompletion> | RawAnswer>;
  /** Ends running answers with `SHUTTING_DOWN`. */
  abort(): void;
}

export function createCompletions(options: CompletionsOptions): Completions {
  const { llm, models, moderator, maxNewTokens, timeoutMs, reasoning, heartbeatMs } = options;
  const stopping = new AbortController();

  return {
    async complete({ body, principal, requestId, traceparent, log, signal }) {
      const request = toTextRequest(body, {
        maxNewTokens,
        sampling: options.sampling(),
        reasons: reasoning !== 'off',
      });
      await models.find(body.model);
      for (const { role, content } of request.messages) {
        if (role === 'user')
          await refuseContent(moderator, { text: content, kind: 'message' }, log);
      }
      const parts = createGeneration({
        llm,
        request,
        requestId,
        traceparent,
        log,
        user: `${principal.ownerId}/${body.user ?? body.safety_identifier ?? ''}`,
        stickyKey: body.prompt_cache_key ?? beginningOf(request),
        timeoutMs,
        client: signal,
        stopping: stopping.signal,
      });
      const head = {
        id: `chatcmpl-${uuidv7()}`,
        created: Math.floor(Date.now() / 1_000),
        showReasoning: reasoning === 'show',
        wantsLogprobs: body.logprobs === true,
        warnings: warningsOf(body),
      };
      if (body.stream !== true) return { json: await readCompletion(parts, head) };

      // What fails before the model has begun is answered with a status.
      const first = await parts.next();
      const events = streamCompletion(resumed(first, parts), {
        ...head,
        includeUsage: body.stream_options?.include_usage === true,
        toError: (error) => {
          if (!signal.aborted) log.warn('completion.broken', errorFields(error));
          return toOpenAiError(toProblem(error, requestId).problem);
        },
      });
      const beat = heartbeatMs === undefined ? {} : { heartbeatMs };
      return {
        contentType: 'text/event-stream',
        body: () => Promise.resolve(toEventStream(events, beat)),
      };
    },
    abort: () => {
      stopping.abort(new AppError('SHUTTING_DOWN', 'Atelier is stopping. Send it again shortly.'));
    },
  };
}

async function* resumed<T>(
  first: IteratorResult<T, unknown>,
  rest: AsyncGenerator<T>,
): AsyncGenerator<T> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

/** Names the beginning that all turns of one conversation share, for the sake of prefix caches. */
function beginningOf({ messages }: TextRequest): string {
  const hash = createHash('sha256');
  for (const { role, content } of messages.slice(0, 2)) hash.update(`${role}\n${content}\n`);
  return hash.digest('base64url');
}

function warningsOf({ logit_bias: bias }: ChatCompletionRequest): Warning[] {
  if (!bias || Object.keys(bias).length === 0) return [];
  return [{ code: 'SETTING_IGNORED', message: 'logit_bias has no effect here.' }];
}
