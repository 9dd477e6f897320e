import type { ChatEvent, ChatReply, ImageSettings, Warning } from '@atelier/contracts';
import type { StoredTurn, TurnAnswer } from '@atelier/database';
import { toWireError } from '@atelier/errors';
import type { NumberedEvent } from '@atelier/queue';
import type { Picture } from './choose-picture.js';
import { isLast } from './live-turn.js';
import { toldText } from './told-text.js';

/** What is told once a turn is committed. */
export function endEvents(reply: ChatReply, picture: Picture | undefined): readonly ChatEvent[] {
  return [
    ...warningEvents(reply.warnings),
    ...(picture ? [pictureEvent(picture.id, picture.settings)] : []),
    {
      type: 'finish',
      reason: reply.finish_reason ?? 'stop',
      model: reply.model,
      ...(reply.usage && { usage: reply.usage }),
      timings: reply.timings ?? { total_ms: 0 },
    },
  ];
}

/** What is told of a turn that failed. */
export function errorEvent(error: unknown): ChatEvent {
  const { code, message, retryable } = toWireError(error);
  return { type: 'error', code, message, retryable };
}

/**
 * The end of a turn whose process died before it told it, or whose log is gone: what is missing after
 * the events that were told.
 */
export function missingEnd(
  turn: StoredTurn,
  answer: TurnAnswer | undefined,
  told: readonly NumberedEvent<ChatEvent>[],
): readonly ChatEvent[] {
  const events = told.map(({ event }) => event);
  if (events.some(isLast)) return [];
  if (turn.error) {
    const { code, message, retryable } = turn.error;
    return [{ type: 'error', code, message, retryable }];
  }
  if (!answer) {
    const message = 'The conversation of this turn was deleted.';
    return [{ type: 'error', code: 'NOT_FOUND', message, retryable: false }];
  }
  const has = (type: ChatEvent['type']) => events.some((event) => event.type === type);
  const { text } = toldText(events);
  const start: ChatEvent = {
    type: 'message-start',
    message_id: turn.id,
    conversation_id: turn.conversationId,
  };
  const { picture, model, usage } = answer;
  return [
    ...(has('message-start') ? [] : [start]),
    ...(text === answer.text ? [] : [{ type: 'text-replaced' as const, text: answer.text }]),
    ...(has('warning') ? [] : warningEvents(answer.warnings)),
    ...(picture && !has('image-job') ? [pictureEvent(picture.id, picture.settings)] : []),
    {
      type: 'finish',
      reason: turn.status === 'cancelled' ? 'cancelled' : 'stop',
      model,
      ...(usage && { usage }),
      timings: { total_ms: Math.max(0, answer.createdAt.getTime() - turn.createdAt.getTime()) },
    },
  ];
}

function warningEvents(warnings: readonly Warning[]): readonly ChatEvent[] {
  return warnings.map(({ code, message }) => ({ type: 'warning', code, message }));
}

function pictureEvent(id: string, { prompt, count }: ImageSettings): ChatEvent {
  return { type: 'image-job', image_job_id: id, prompt, count };
}
