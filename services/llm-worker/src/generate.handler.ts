import { clientKeyPattern, headers, TextRequest } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { AppError, toAppError, toWireError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import type { Request, RequestHandler } from 'express';
import { createAnswerStream, type AnswerStream } from './answer-stream.js';
import { parseBody } from './parse-body.js';
import { refuse } from './refuse.js';
import type { WaitingRoom } from './waiting-room.js';

export interface GenerateDependencies {
  readonly engine: TextEngine;
  readonly room: WaitingRoom;
  /** Aborts when the process can wait no longer. */
  readonly stopped: AbortSignal;
  readonly keepAliveMs?: number;
  readonly log: Logger;
}

/** How an answer ended, for the log. */
interface Ending {
  readonly state: string;
  readonly tokens: number;
}

/** `POST /v1/generate`: a `TextRequest` in, lines of `TextStreamLine` out. */
export function createGenerateHandler(dependencies: GenerateDependencies): RequestHandler {
  const { engine, stopped, keepAliveMs } = dependencies;
  return async (request, response) => {
    const textRequest = parseBody(TextRequest, request.body);
    const log = dependencies.log.child({ requestId: requestIdOf(request) });
    const startedAt = Date.now();
    const left = new AbortController();
    response.once('close', () => {
      left.abort(new AppError('CANCELLED', 'The reader has left.'));
    });
    const signal = AbortSignal.any([left.signal, stopped]);
    const stream = createAnswerStream(response, engine.info, keepAliveMs ? { keepAliveMs } : {});
    try {
      const ending = await answer(dependencies, textRequest, stream, signal);
      log.info('generation.finished', { ...ending, durationMs: Date.now() - startedAt });
      stream.end();
    } catch (error) {
      const appError = toAppError(error, 'ENGINE_FAILED');
      const fields = { ...errorFields(appError), durationMs: Date.now() - startedAt };
      log[isOurs(appError) ? 'error' : 'info']('generation.ended', fields);
      if (stream.begun()) stream.end({ type: 'error', error: toWireError(appError) });
      else if (!response.destroyed) refuse(response, appError);
    }
  };
}

async function answer(
  { engine, room }: GenerateDependencies,
  request: TextRequest,
  stream: AnswerStream,
  signal: AbortSignal,
): Promise<Ending> {
  const leave = await room.enter(signal);
  try {
    for await (const part of engine.generate(request, signal)) {
      if (part.type !== 'finish') {
        await stream.write(part, signal);
        continue;
      }
      // Only we cancel an engine's work, and then the reason says more than "cancelled".
      if (part.reason === 'cancelled') signal.throwIfAborted();
      await stream.write(part, signal);
      return { state: part.reason, tokens: part.usage.completionTokens };
    }
  } finally {
    leave();
  }
  throw new AppError('ENGINE_FAILED', 'The engine ended without a finish.');
}

function isOurs({ code }: AppError): boolean {
  return !['CANCELLED', 'SHUTTING_DOWN', 'ENGINE_BUSY'].includes(code);
}

function requestIdOf(request: Request): string | undefined {
  const id = request.get(headers.requestId);
  return id !== undefined && clientKeyPattern.test(id) ? id : undefined;
}
