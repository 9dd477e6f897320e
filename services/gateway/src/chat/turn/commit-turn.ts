import type { ChatReply } from '@atelier/contracts';
import type { Stores } from '@atelier/database';
import { v7 as uuidv7 } from 'uuid';
import type { Turn } from './turn.js';
import type { Picture } from './choose-picture.js';

/** Stores a turn, its picture job with the outbox row, and the reply, all or nothing. */
export async function commitTurn(
  stores: Stores,
  turn: Turn,
  reply: ChatReply,
  picture: Picture | undefined,
): Promise<void> {
  const { ownerId, body, requestId, traceparent } = turn;
  const conversationId = reply.conversation_id;
  if (picture) {
    const { id, settings, warnings } = picture;
    const userLabel = body.user_id;
    await stores.imageJobs.create({
      id,
      ownerId,
      userLabel,
      conversationId,
      requestId,
      traceparent,
      settings,
      warnings,
    });
  }
  await stores.messages.appendTurn(ownerId, {
    conversationId,
    user: { id: uuidv7(), content: body.message },
    assistant: {
      id: reply.message_id,
      content: reply.assistant_response,
      model: reply.model,
      reasoning: reply.reasoning,
      warnings: reply.warnings,
      usage: reply.usage,
      ...(picture && { imageJobId: picture.id }),
    },
  });
  await turn.remember(stores, reply);
}
