import type { ConversationView } from '@atelier/contracts';
import type { Conversation } from '@atelier/database';

/** A conversation as its owner sees it. */
export function toConversationView(conversation: Conversation): ConversationView {
  const { id, userLabel, title, tags, createdAt, updatedAt } = conversation;
  return {
    id,
    user_id: userLabel,
    ...(title !== undefined && { title }),
    tags: [...tags],
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}
