import type { ConversationStore } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { v7 as uuidv7 } from 'uuid';
import type { Turn } from './turn.js';

/**
 * The conversation that a turn belongs to: the one it names, or the latest of its `user_id`.
 *
 * @throws AppError `NOT_FOUND`
 */
export async function findConversation(
  conversations: ConversationStore,
  { ownerId, body }: Pick<Turn, 'ownerId' | 'body'>,
): Promise<string> {
  if (body.conversation_id === undefined) {
    return (await conversations.findOrCreateLatest(ownerId, body.user_id, uuidv7())).id;
  }
  const found = await conversations.find(ownerId, body.conversation_id);
  if (found) return found.id;
  throw new AppError(
    'NOT_FOUND',
    'There is no such conversation. Leave conversation_id out to go on with the latest one.',
    { fields: [{ field: '/conversation_id', problem: 'names no conversation of yours' }] },
  );
}
