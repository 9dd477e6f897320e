import type { MessageView } from '@atelier/contracts';
import type { Message } from '@atelier/database';

/** A message as its owner sees it. */
export function toMessageView(message: Message): MessageView {
  const { id, seq, role, content, reasoning, model, imageJobId, warnings, usage } = message;
  return {
    id,
    seq,
    role,
    content,
    ...(reasoning !== undefined && { reasoning }),
    ...(model !== undefined && { model }),
    ...(imageJobId !== undefined && { image_job_id: imageJobId }),
    warnings: [...warnings],
    ...(usage && { usage }),
    created_at: message.createdAt.toISOString(),
  };
}
