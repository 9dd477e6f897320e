import type { ConversationStore } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import type { Turn } from './turn.js';

/**
 * The conversation that a turn belongs to: the one it names, a new one, or the latest of its
 * `user_id`. A new one gets its id from the turn's, so that a turn that is sent again finds it.
 *
 * @throws AppError `NOT_FOUND`
 */
export async function findConversation(
  conversations: ConversationStore,
  { id, ownerId, body }: Pick<Turn, 'id' | 'ownerId' | 'body'>,
): Promise<string> {
  if (body.conversation_id === undefined) {
    return (await conversations.findOrCreateLatest(ownerId, body.user_id, uuidv7())).id;
  }
  if (body.conversation_id === 'new') {
    const begun = { id: toConversationId(id), ownerId, userLabel: body.user_id };
    return (await conversations.findOrCreate(begun)).id;
  }
  const found = await conversations.find(ownerId, body.conversation_id);
  if (found) return found.id;
  throw new AppError(
    'NOT_FOUND',
    'There is no such conversation. Leave conversation_id out to go on with the latest one.',
    { fields: [{ field: '/conversation_id', problem: 'names no conversation of yours' }] },
  );
}

/** The same for the same turn. */
function toConversationId(turnId: string): string {
  return uuidv5('conversation', turnId);
}
