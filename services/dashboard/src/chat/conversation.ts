import type { ChatReply, ChatRequest } from '@atelier/contracts';
import type { AppError } from '@atelier/errors';
import { maxSessionJobs, type Session } from '../app/session.js';

const maxTurns = 200;

/** One message and what came of it. */
export interface Turn {
  /** Names the turn on the page and, as its Idempotency-Key, on the server. */
  readonly key: string;
  readonly request: ChatRequest;
  readonly state:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'answered'; readonly reply: ChatReply }
    | { readonly kind: 'failed'; readonly error: AppError };
}

export interface Conversation extends Session {
  readonly turns: readonly Turn[];
}

export type ConversationEvent =
  | { readonly type: 'sent'; readonly turn: Turn }
  | { readonly type: 'answered'; readonly key: string; readonly reply: ChatReply }
  | { readonly type: 'failed'; readonly key: string; readonly error: AppError }
  /** The turn of `key` is tried again as `turn`. */
  | { readonly type: 'retried'; readonly key: string; readonly turn: Turn };

/** What the conversation is after an event. */
export function conversationReducer(
  conversation: Conversation,
  event: ConversationEvent,
): Conversation {
  const { turns } = conversation;
  switch (event.type) {
    case 'sent':
      return { ...conversation, turns: [...turns, event.turn].slice(-maxTurns) };
    case 'retried':
      return {
        ...conversation,
        turns: turns.map((turn) => (turn.key === event.key ? event.turn : turn)),
      };
    case 'answered': {
      const { reply } = event;
      return {
        turns: settle(turns, event.key, { kind: 'answered', reply }),
        conversationId: reply.conversation_id,
        jobIds: withJob(conversation.jobIds, reply.image_job_id),
      };
    }
    case 'failed': {
      const { conversationId, ...rest } = conversation;
      return {
        ...rest,
        turns: settle(turns, event.key, { kind: 'failed', error: event.error }),
        // A conversation that the server does not know can't be continued.
        ...(conversationId !== undefined && event.error.code !== 'NOT_FOUND' && { conversationId }),
      };
    }
  }
}

/** True while an answer is awaited. */
export function isWaiting({ turns }: Conversation): boolean {
  return turns.some((turn) => turn.state.kind === 'waiting');
}

/**
 * The turn to try instead of a failed one. After a failure that time may heal it is the same
 * request under the same key, so that the server answers it once; else it starts afresh.
 */
export function turnAgain(turn: Turn, newKey: () => string): Turn {
  const error = turn.state.kind === 'failed' ? turn.state.error : undefined;
  if (error?.retryable === true) return { ...turn, state: { kind: 'waiting' } };
  const { conversation_id, ...request } = turn.request;
  return {
    key: newKey(),
    request: {
      ...request,
      ...(conversation_id !== undefined && error?.code !== 'NOT_FOUND' && { conversation_id }),
    },
    state: { kind: 'waiting' },
  };
}

function settle(turns: readonly Turn[], key: string, state: Turn['state']): Turn[] {
  return turns.map((turn) => (turn.key === key ? { ...turn, state } : turn));
}

function withJob(jobIds: string[], jobId: string | undefined): string[] {
  if (jobId === undefined || jobIds.includes(jobId)) return jobIds;
  return [...jobIds, jobId].slice(-maxSessionJobs);
}
