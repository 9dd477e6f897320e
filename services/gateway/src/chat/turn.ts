import type { ChatReply, ChatRequest } from '@atelier/contracts';
import type { Stores } from '@atelier/database';
import type { Logger } from '@atelier/logging';

/** One turn to take. */
export interface Turn {
  readonly ownerId: string;
  readonly body: ChatRequest;
  readonly requestId: string;
  readonly log: Logger;
  /** Stores the reply in the transaction that stores the turn. */
  readonly remember: (stores: Stores, reply: ChatReply) => Promise<void>;
}
