import type { ChatReply, ChatTurnRequest, ReasoningMode } from '@atelier/contracts';
import type { Stores } from '@atelier/database';
import type { Logger } from '@atelier/logging';

/** One turn to take. */
export interface Turn {
  /** Of the answer's message. */
  readonly id: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly body: ChatTurnRequest;
  readonly reasoning: ReasoningMode;
  /** Of the answer, so that it comes out the same when it has to be made again. */
  readonly seed: number;
  readonly requestId: string;
  /** The span that it belongs to, where requests are traced. */
  readonly traceparent?: string | undefined;
  readonly log: Logger;
  readonly acceptedAt: number;
  /** Stores what else belongs to the reply, in the transaction that stores the turn. */
  readonly remember: (stores: Stores, reply: ChatReply) => Promise<void>;
}
