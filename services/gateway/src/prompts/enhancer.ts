import type { Sampling } from '../chat/answer/to-text-request.js';
import type { ChatEvent, EnhanceReply } from '@atelier/contracts';
import { AppError, toWireError } from '@atelier/errors';
import { errorFields } from '@atelier/logging';
import { toEventStream } from '../http/event-stream.js';
import type { Call, JsonAnswer, RawAnswer } from '../http/handlers.js';
import { createGeneration } from '../llm/generation.js';
import type { LlmClient } from '../llm/llm-client.js';
import { refuseContent, type Moderator } from '../moderation/moderator.js';
import { templateEvents, toEnhanceRequest, writtenEvents } from './enhance-events.js';

export interface EnhancerOptions {
  readonly llm: Pick<LlmClient, 'generate'>;
  readonly moderator: Moderator;
  readonly maxNewTokens: number;
  /** Time for a whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How the active chat model chooses its words. */
  readonly sampling: () => Sampling;
  /** Whether the active chat model writes more than it was trained to say. */
  readonly writesProse: () => boolean;
}

type EnhanceCall = Pick<
  Call<'enhancePrompt'>,
  'body' | 'principal' | 'requestId' | 'traceparent' | 'log' | 'signal' | 'wantsEvents'
>;

/** Writes fuller prompts for pictures. */
export interface Enhancer {
  /**
   * Answers as one, or with events. A client that leaves ends the work.
   *
   * @throws AppError `CONTENT_REFUSED`, `CANCELLED`, `DEADLINE_EXCEEDED`, `SHUTTING_DOWN`, `ENGINE_*`,
   *   `LLM_UNAVAILABLE`; once events have begun, these come as the last of them.
   */
  enhance(call: EnhanceCall): Promise<JsonAnswer<EnhanceReply> | RawAnswer>;
  /** Ends running answers with `SHUTTING_DOWN`. */
  abort(): void;
}

export function createEnhancer(options: EnhancerOptions): Enhancer {
  const { llm, moderator, maxNewTokens, timeoutMs } = options;
  const stopping = new AbortController();

  const eventsOf = ({ body, principal, requestId, traceparent, log, signal }: EnhanceCall) => {
    if (!options.writesProse()) return templateEvents(body.prompt);
    const parts = createGeneration({
      llm,
      request: toEnhanceRequest(body, { maxNewTokens, sampling: options.sampling() }),
      requestId,
      traceparent,
      log,
      user: `${principal.ownerId}/`,
      timeoutMs,
      client: signal,
      stopping: stopping.signal,
    });
    return writtenEvents(parts, body.prompt);
  };
  /** What is written is data from a model: it is judged as what the person asks is. */
  const checked = async function* (call: EnhanceCall): AsyncGenerator<ChatEvent> {
    let text = '';
    for await (const event of eventsOf(call)) {
      text = textAfter(text, event);
      if (event.type === 'finish') {
        await refuseContent(moderator, { text, kind: 'image-prompt' }, call.log);
      }
      yield event;
    }
  };

  return {
    async enhance(call) {
      const { body, log, signal, wantsEvents } = call;
      await refuseContent(moderator, { text: body.prompt, kind: 'image-prompt' }, log);
      const events = checked(call);
      if (!wantsEvents) return { json: await toReply(events) };
      // What fails before anything is written is answered with a status.
      const first = await events.next();
      const told = tell(first, events, (error) => {
        if (!signal.aborted) log.warn('enhance.broken', errorFields(error));
      });
      return {
        contentType: 'text/event-stream',
        body: () => Promise.resolve(toEventStream(told)),
      };
    },
    abort: () => {
      stopping.abort(new AppError('SHUTTING_DOWN', 'Atelier is stopping. Send it again shortly.'));
    },
  };
}

async function* tell(
  first: IteratorResult<ChatEvent, unknown>,
  rest: AsyncGenerator<ChatEvent>,
  onError: (error: unknown) => void,
): AsyncGenerator<string> {
  const say = (event: ChatEvent) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  if (first.done === true) return;
  yield say(first.value);
  try {
    for await (const event of rest) yield say(event);
  } catch (error) {
    onError(error);
    const { code, message, retryable } = toWireError(error);
    if (code === 'CONTENT_REFUSED') yield say({ type: 'text-replaced', text: '' });
    yield say({ type: 'error', code, message, retryable });
  }
}

async function toReply(events: AsyncIterable<ChatEvent>): Promise<EnhanceReply> {
  let prompt = '';
  const warnings: EnhanceReply['warnings'] = [];
  for await (const event of events) {
    prompt = textAfter(prompt, event);
    if (event.type === 'warning') warnings.push({ code: event.code, message: event.message });
    if (event.type === 'finish') {
      const { model, usage } = event;
      return { prompt, model, warnings, ...(usage && { usage }) };
    }
  }
  throw new AppError('ENGINE_FAILED', 'The answer has no end. Ask again.');
}

function textAfter(text: string, event: ChatEvent): string {
  if (event.type === 'text-delta') return text + event.text;
  return event.type === 'text-replaced' ? event.text : text;
}
