import type { ConversationStore } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { Handlers } from '../http/handlers.js';

/** `DELETE /api/v1/conversations/{id}`. */
export function conversationHandlers(
  conversations: ConversationStore,
): Pick<Handlers, 'deleteConversation'> {
  return {
    async deleteConversation({ principal, params }) {
      if (await conversations.delete(principal.ownerId, params.id)) return undefined;
      throw new AppError('NOT_FOUND', 'There is no such conversation.');
    },
  };
}
