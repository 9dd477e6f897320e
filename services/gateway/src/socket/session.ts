import { SocketCommand, type ApiKeyScope, type SocketMessage } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import { noTracing, type Tracing } from '@atelier/telemetry';
import type { ChatService } from '../chat/chat.service.js';
import { followTurn } from '../chat/turn/follow-turn.js';
import { parseInput } from '../http/parse-input.js';
import { toProblem } from '../http/problem.js';
import type { FollowImageJob } from '../image-jobs/follow-image-job.js';

export interface SessionOptions {
  readonly ownerId: string;
  readonly requestId: string;
  readonly chat: Pick<ChatService, 'acceptTurn' | 'cancelTurn' | 'follow'>;
  /**
   * Asked for each request: a key may have been revoked, or used too often, since the socket was
   * opened.
   */
  readonly enter: (scope: ApiKeyScope) => Promise<unknown>;
  readonly followJob: FollowImageJob;
  /** Resolves once there is room for more. */
  readonly send: (message: SocketMessage) => Promise<void>;
  readonly tracing?: Tracing;
  readonly log: Logger;
}

/** One client's requests over one WebSocket. */
export interface Session {
  /** Takes what the client sent. Never throws. */
  receive(text: string): void;
  /** Ends everything that was begun; turns go on. */
  close(): void;
}

/** Requests of one socket that are followed at once. */
const maxFollowed = 64;

export function createSession(options: SessionOptions): Session {
  const { ownerId, requestId, chat, send, tracing = noTracing, log } = options;
  const followed = new Map<string, AbortController>();

  const follow = async (ref: string, id: string, after: number, signal: AbortSignal) => {
    for await (const batch of followTurn({ ownerId, id, after }, chat.follow, signal)) {
      for (const item of batch) {
        await send({ type: 'turn', ref, message_id: id, id: item.id, event: item.event });
      }
    }
  };
  const followJob = async (ref: string, id: string, signal: AbortSignal) => {
    for await (const job of options.followJob({ ownerId, id }, signal)) {
      await send({ type: 'job', ref, job });
    }
  };
  const run = async (command: SocketCommand, signal: AbortSignal): Promise<void> => {
    const { ref } = command;
    if (command.type !== 'leave') {
      await options.enter(command.type === 'follow-job' ? 'pictures' : 'chat');
    }
    switch (command.type) {
      case 'say': {
        const { body, key } = command;
        // Of a connection that lasts, each request is a trace of its own.
        const span = tracing.start({ name: 'socket say', kind: 'server' });
        const { traceparent, traceId } = span;
        try {
          const incoming = { ownerId, body, requestId, traceparent, log: log.child({ traceId }) };
          await follow(ref, await chat.acceptTurn(incoming, key), 0, signal);
        } finally {
          span.end();
        }
        return;
      }
      case 'follow':
        await follow(ref, command.message_id, command.after, signal);
        return;
      case 'cancel':
        await chat.cancelTurn(ownerId, command.message_id);
        return;
      case 'follow-job':
        await followJob(ref, command.image_job_id, signal);
        return;
      case 'leave':
        followed.get(ref)?.abort();
    }
  };
  const refuse = (error: unknown, ref?: string) => {
    const { problem } = toProblem(error, requestId);
    if (problem.code === 'INTERNAL') log.error('socket.failed', errorFields(error));
    return send({ type: 'problem', ...(ref !== undefined && { ref }), problem });
  };
  const begin = async (command: SocketCommand) => {
    const { ref } = command;
    const stop = new AbortController();
    if (command.type !== 'leave') {
      if (followed.has(ref)) {
        throw new AppError('INVALID_INPUT', 'This ref is still in use. Choose another one.');
      }
      if (followed.size >= maxFollowed) {
        const message = `A socket takes ${maxFollowed} requests at once. Leave some first.`;
        throw new AppError('ENGINE_BUSY', message);
      }
      followed.set(ref, stop);
    }
    try {
      await run(command, stop.signal);
      await send({ type: 'done', ref });
    } finally {
      if (followed.get(ref) === stop) followed.delete(ref);
    }
  };

  return {
    receive(text) {
      let command: SocketCommand;
      try {
        command = parseCommand(text);
      } catch (error) {
        void refuse(error);
        return;
      }
      begin(command).catch((error: unknown) => refuse(error, command.ref));
    },
    close() {
      for (const stop of followed.values()) stop.abort();
    },
  };
}

function parseCommand(text: string): SocketCommand {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('MALFORMED_JSON', 'What was sent is not valid JSON.');
  }
  return parseInput(SocketCommand, value);
}
