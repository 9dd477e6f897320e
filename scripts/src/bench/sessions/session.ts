import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@atelier/client';
import { AppError, isErrorCode } from '@atelier/errors';
import type { Tally } from './tally.js';

export interface SessionOptions {
  readonly client: Client;
  readonly user: string;
  /** Mean pause between two messages, in milliseconds. */
  readonly think: number;
  /** No message is begun after it; Unix time in milliseconds. */
  readonly endAt: number;
  /** Resolves when what was told may be compared with what is stored; at once unless given. */
  readonly compareAfter?: Promise<unknown>;
}

const messages = [
  'What is Atelier?',
  'Hello there!',
  'Does anything leave my machine?',
  'How do I stop it?',
  'Which models are there?',
  'What can you draw?',
  'How are you today?',
  'Do I need a GPU?',
];

/** An answer as it was told. */
interface Told {
  readonly conversation: string;
  readonly message: string;
  readonly text: string;
}

/**
 * One person: says something, reads the answer, thinks, and so on to the end. What was told is
 * compared with what was stored afterwards: reading it all again would be work of its own.
 */
export async function takeSession(options: SessionOptions, tally: Tally): Promise<void> {
  const { client, user, think, endAt } = options;
  const told: Told[] = [];
  // Nobody begins at the same moment as everybody else.
  if (think > 0) await sleep(Math.random() * think);
  do {
    const message = messages[Math.floor(Math.random() * messages.length)] ?? 'Hello';
    await takeTurn(client, user, message, tally)
      .then((one) => told.push(one))
      .catch((error: unknown) => {
        noteFailure(tally, error);
      });
    // Exponential, as of people who do not know of each other.
    if (think > 0) await sleep(Math.min(-Math.log(1 - Math.random()) * think, 6 * think));
  } while (Date.now() < endAt);
  await options.compareAfter;
  await compare(client, told, tally).catch((error: unknown) => {
    noteFailure(tally, error);
  });
}

function noteFailure(tally: Tally, error: unknown): void {
  tally.failed += 1;
  const problem = AppError.is(error) ? error.code : String(error);
  tally.problems.set(problem, (tally.problems.get(problem) ?? 0) + 1);
}

/** Counts the answers that are stored otherwise than they were told. */
async function compare(client: Client, told: readonly Told[], tally: Tally): Promise<void> {
  for (const conversation of new Set(told.map((one) => one.conversation))) {
    const left = new Map<string, string>();
    for (const one of told) if (one.conversation === conversation) left.set(one.message, one.text);
    let before: number | undefined;
    do {
      const page = await client.messages(conversation, { limit: 100, before });
      for (const { id, content } of page.messages) {
        if (left.get(id) === content) left.delete(id);
      }
      before = page.next_before;
    } while (before !== undefined && left.size > 0);
    tally.differing += left.size;
  }
}

async function takeTurn(
  client: Client,
  user_id: string,
  message: string,
  tally: Tally,
): Promise<Told> {
  const startedAt = performance.now();
  const wish = { body: { user_id, message }, idempotencyKey: randomUUID() };
  let text = '';
  let firstAt: number | undefined;
  let ids: { message: string; conversation: string } | undefined;
  for await (const { event } of client.turnEvents(wish)) {
    if (event.type === 'message-start') {
      ids = { message: event.message_id, conversation: event.conversation_id };
    } else if (event.type === 'text-delta') {
      firstAt ??= performance.now();
      text += event.text;
    } else if (event.type === 'text-replaced') {
      text = event.text;
    } else if (event.type === 'error') {
      throw new AppError(isErrorCode(event.code) ? event.code : 'INTERNAL', event.message);
    }
  }
  tally.turns += 1;
  tally.wholes.push(performance.now() - startedAt);
  if (firstAt !== undefined) tally.firstTokens.push(firstAt - startedAt);
  return { conversation: ids?.conversation ?? '', message: ids?.message ?? '', text };
}
