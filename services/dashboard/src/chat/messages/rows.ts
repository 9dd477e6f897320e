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

/** The stored messages as rows. A message has the same row each time, so that it is drawn once. */
export function toRows(messages: readonly MessageView[]): readonly Row[] {
  return messages.map((message, index) => {
    const question = message.role === 'assistant' ? messages[index - 1]?.content : undefined;
    const known = made.get(message);
    if (known && known.question === question) return known;
    const row = toRow(message, question);
    made.set(message, row);
    return row;
  });
}

function toRow(message: MessageView, question: string | undefined): Row {
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
    question,
  };
}

/** Turns that are not among the stored messages, as rows. An answer keeps its key when it is stored. */
export function liveRows(
  turns: readonly LiveTurn[],
  messages: readonly Pick<MessageView, 'id'>[],
): readonly Row[] {
  const stored = new Set(messages.slice(-2 * turns.length - 2).map(({ id }) => id));
  return turns
    .filter(({ id }) => id === undefined || !stored.has(id))
    .flatMap((turn) => [
      {
        key: `${turn.key} question`,
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
