import { clientKeyPattern, headers, TextRequest, type TextEngineInfo } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { AppError, toAppError, toWireError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import type { Span, Tracing } from '@atelier/telemetry';
import type { Request, RequestHandler } from 'express';
import type { Seat, WaitingRoom } from './admission/waiting-room.js';
import { createAnswerStream, type AnswerStream } from './answer-stream.js';
import type { AnswerRecord, LlmMetrics } from './metrics.js';
import { parseBody } from './parse-body.js';
import { refuse } from './refuse.js';

export interface GenerateDependencies {
  readonly engine: TextEngine;
  readonly info: () => TextEngineInfo;
  readonly room: WaitingRoom;
  /** Aborts when the process can wait no longer. */
  readonly stopped: AbortSignal;
  readonly keepAliveMs?: number;
  readonly metrics: LlmMetrics;
  readonly tracing: Tracing;
  readonly log: Logger;
}

/** How an answer ended, for the log. */
interface Ending {
  readonly state: string;
  readonly tokens: number | undefined;
}

/** `POST /v1/generate`: a `TextRequest` in, lines of `TextStreamLine` out. */
export function createGenerateHandler(dependencies: GenerateDependencies): RequestHandler {
  const { engine, info, room, stopped, keepAliveMs, metrics, tracing } = dependencies;
  return async (request, response) => {
    const textRequest = parseBody(TextRequest, request.body);
    const requestId = keyIn(request, headers.requestId);
    const parent = request.get(headers.traceparent);
    const span = tracing.start({ name: 'POST /v1/generate', kind: 'server', parent });
    const log = dependencies.log.child({ requestId, traceId: span.traceId });
    const record = metrics.arrived();
    const startedAt = Date.now();
    const left = new AbortController();
    response.once('close', () => {
      left.abort(new AppError('CANCELLED', 'The reader has left.'));
    });
    const signal = AbortSignal.any([left.signal, stopped]);
    const stream = createAnswerStream(response, info, keepAliveMs ? { keepAliveMs } : {});
    try {
      const seat = await room.enter({
        user: userOf(request),
        signal,
        onPlace({ place, estimateMs }) {
          const estimate = estimateMs !== undefined && { estimateMs };
          stream.tellPlace({ type: 'waiting', place, ...estimate });
        },
      });
      record.seated();
      const inEngine = tracing.start({ name: 'engine.generate', parent: span.traceparent });
      const on = { seat, stream, signal, record };
      const ending = await traced(inEngine, answer(engine, textRequest, on));
      log.info('generation.finished', { ...ending, durationMs: Date.now() - startedAt });
      stream.end();
      end(span, ending, record);
    } catch (error) {
      const appError = toAppError(error, 'ENGINE_FAILED');
      record.failed(appError.code);
      end(span, { state: appError.code, tokens: undefined }, record);
      const fields = { ...errorFields(appError), durationMs: Date.now() - startedAt };
      log[isOurs(appError) ? 'error' : 'info']('generation.ended', fields);
      if (stream.begun()) stream.end({ type: 'error', error: toWireError(appError) });
      else if (!response.destroyed) refuse(response, appError);
    }
  };
}

/** One answer on a seat, which is given back at its end. */
async function answer(
  engine: TextEngine,
  request: TextRequest,
  on: {
    readonly seat: Seat;
    readonly stream: AnswerStream;
    readonly signal: AbortSignal;
    readonly record: AnswerRecord;
  },
): Promise<Ending> {
  const { seat, stream, signal, record } = on;
  try {
    for await (const part of engine.generate(request, signal)) {
      if (part.type !== 'warning') seat.begun();
      if (part.type !== 'finish') {
        if (part.type !== 'warning') record.spoke();
        await stream.write(part, signal);
        continue;
      }
      // Only we cancel an engine's work, and then the reason says more than "cancelled".
      if (part.reason === 'cancelled') signal.throwIfAborted();
      await stream.write(part, signal);
      record.finished(part);
      return { state: part.reason, tokens: part.usage.completionTokens };
    }
  } finally {
    seat.leave();
  }
  throw new AppError('ENGINE_FAILED', 'The engine ended without a finish.');
}

/** What a trace tells of an answer. */
function end(span: Span, { state, tokens }: Ending, record: AnswerRecord): void {
  const { waitMs, firstTokenMs } = record.times();
  span.set({ outcome: state, tokens, wait_ms: waitMs, first_token_ms: firstTokenMs });
  span.end(tokens === undefined ? state : undefined);
}

async function traced<T>(span: Span, work: Promise<T>): Promise<T> {
  try {
    const result = await work;
    span.end();
    return result;
  } catch (error) {
    span.end(toAppError(error, 'ENGINE_FAILED').code);
    throw error;
  }
}

/** Refuses before the body is read what the waiting room has no place for. */
export function refuseWhenFull(room: WaitingRoom, metrics: LlmMetrics): RequestHandler {
  return (request, _response, next) => {
    try {
      room.check(userOf(request));
    } catch (error) {
      metrics.rejected(toAppError(error).code);
      throw error;
    }
    next();
  };
}

/** All whom the gateway does not name are one user. */
function userOf(request: Request): string {
  return keyIn(request, headers.user) ?? '';
}

function isOurs({ code }: AppError): boolean {
  return !['CANCELLED', 'SHUTTING_DOWN', 'ENGINE_BUSY', 'CONTEXT_TOO_LONG'].includes(code);
}

function keyIn(request: Request, header: string): string | undefined {
  const key = request.get(header);
  return key !== undefined && clientKeyPattern.test(key) ? key : undefined;
}
