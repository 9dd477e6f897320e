import type { ChatEvent, Warning } from '@atelier/contracts';

/** Why a turn came to nothing. */
export interface TurnFailure {
  readonly code: string;
  readonly message: string;
  /** The same message can be answered later. */
  readonly retryable: boolean;
}

/** A message whose answer is not stored yet. */
export interface LiveTurn {
  /** Names the turn on this page and, as its Idempotency-Key, on the server. */
  readonly key: string;
  readonly message: string;
  /** Undefined until the server has begun a conversation for it. */
  readonly conversationId?: string | undefined;
  /** Of the answer's message; undefined until the server has taken the turn. */
  readonly id?: string | undefined;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly state: 'running' | 'stopping' | 'done' | 'failed';
  readonly text: string;
  readonly reasoning: string;
  readonly waiting?: { readonly place: number; readonly estimateMs?: number | undefined };
  readonly jobIds: readonly string[];
  readonly warnings: readonly Warning[];
  readonly failure?: TurnFailure | undefined;
  readonly model?: string | undefined;
  readonly cut?: 'length' | 'cancelled' | undefined;
}

/** A turn of which nothing has been heard. */
export function newTurn(
  sent: Pick<LiveTurn, 'key' | 'message' | 'sentAt' | 'conversationId' | 'id' | 'failure'>,
): LiveTurn {
  const state = sent.failure ? 'failed' : 'running';
  return { ...sent, state, text: '', reasoning: '', jobIds: [], warnings: [] };
}

/** What the turn is after an event. */
export function withEvent(turn: LiveTurn, event: ChatEvent): LiveTurn {
  switch (event.type) {
    case 'message-start':
      // All of it is told from here on.
      return {
        ...newTurn({ ...turn, failure: undefined }),
        state: turn.state,
        id: event.message_id,
        conversationId: event.conversation_id,
      };
    case 'waiting':
      return { ...turn, waiting: { place: event.place, estimateMs: event.estimate_ms } };
    case 'reasoning-delta':
      return { ...begun(turn), reasoning: turn.reasoning + event.text };
    case 'text-delta':
      return { ...begun(turn), text: turn.text + event.text };
    case 'text-replaced':
      return { ...begun(turn), text: event.text };
    case 'image-job':
      return { ...turn, jobIds: [...new Set([...turn.jobIds, event.image_job_id])] };
    case 'warning': {
      const { code, message } = event;
      if (turn.warnings.some((warning) => warning.message === message)) return turn;
      return { ...turn, warnings: [...turn.warnings, { code, message }] };
    }
    case 'error': {
      const { code, message, retryable } = event;
      return { ...begun(turn), state: 'failed', failure: { code, message, retryable } };
    }
    case 'finish':
      return {
        ...begun(turn),
        state: 'done',
        model: event.model,
        ...(event.reason !== 'stop' && { cut: event.reason }),
      };
  }
}

/** It is its turn: the place in the queue is history. */
function begun({ waiting: _, ...turn }: LiveTurn): LiveTurn {
  return turn;
}

/** True while its answer is awaited or written. */
export function isRunning({ state }: LiveTurn): boolean {
  return state === 'running' || state === 'stopping';
}
