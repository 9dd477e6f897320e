import type { SearchHit as SearchHitView } from '@atelier/contracts';
import type { SearchHit } from '@atelier/database';

/** A hit as its owner sees it. */
export function toSearchHitView(hit: SearchHit): SearchHitView {
  return {
    conversation_id: hit.conversationId,
    ...(hit.title !== undefined && { title: hit.title }),
    message_id: hit.messageId,
    seq: hit.seq,
    role: hit.role,
    created_at: hit.createdAt.toISOString(),
    where: hit.where,
    snippet: [...hit.snippet],
  };
}
