import type { MessageView, Warning } from '@atelier/contracts';
import { isRunning, type LiveTurn } from '../turns/live-turn.js';

/** One bubble of the conversation. */
export interface Row {
  readonly key: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly reasoning: string;
  /** ISO 8601; undefined while it is written. */
  readonly at?: string | undefined;
  readonly seq?: number | undefined;
  readonly model?: string | undefined;
  readonly jobIds: readonly string[];
  readonly warnings: readonly Warning[];
  /** The turn that it belongs to, until it is stored. */
  readonly turn?: LiveTurn | undefined;
  /** What was asked, for asking it again; of answers. */
  readonly question?: string | undefined;
}

const made = new WeakMap<MessageView, Row>();

/** A question has the key of its answer, which is known before it is stored itself. */
const questionKey = (answerId: string) => `${answerId} question`;

/** The stored messages as rows. A message has the same row each time, so that it is drawn once. */
export function toRows(messages: readonly MessageView[]): readonly Row[] {
  return messages.map((message, index) => {
    const isQuestion = message.role === 'user';
    const question = isQuestion ? undefined : messages[index - 1]?.content;
    const next = messages[index + 1];
    const isAnswered = isQuestion && next?.role === 'assistant';
    const key = isAnswered ? questionKey(next.id) : message.id;
    const known = made.get(message);
    if (known && known.question === question && known.key === key) return known;
    const row: Row = { ...toRow(message), key, question };
    made.set(message, row);
    return row;
  });
}

function toRow(message: MessageView): Row {
  return {
    key: message.id,
    role: message.role,
    text: message.content,
    reasoning: message.reasoning ?? '',
    at: message.created_at,
    seq: message.seq,
    model: message.model,
    jobIds: message.image_job_id === undefined ? [] : [message.image_job_id],
    warnings: message.warnings,
  };
}

/** Turns that are not among the stored messages, as rows. They keep their keys when they are stored. */
export function liveRows(
  turns: readonly LiveTurn[],
  messages: readonly Pick<MessageView, 'id'>[],
): readonly Row[] {
  const stored = new Set(messages.slice(-2 * turns.length - 2).map(({ id }) => id));
  return turns
    .filter(({ id }) => id === undefined || !stored.has(id))
    .flatMap((turn) => [
      {
        key: questionKey(turn.id ?? turn.key),
        role: 'user' as const,
        text: turn.message,
        reasoning: '',
        at: new Date(turn.sentAt).toISOString(),
        jobIds: [],
        warnings: [],
        turn,
      },
      {
        key: turn.id ?? `${turn.key} answer`,
        role: 'assistant' as const,
        text: turn.text,
        reasoning: turn.reasoning,
        model: turn.model,
        jobIds: turn.jobIds,
        warnings: turn.warnings,
        turn,
        question: isRunning(turn) ? undefined : turn.message,
      },
    ]);
}
