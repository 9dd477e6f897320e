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

/** One person: says something, reads the answer, thinks, and so on to the end. */
export async function takeSession(
  { client, user, think, endAt }: SessionOptions,
  tally: Tally,
): Promise<void> {
  // Nobody begins at the same moment as everybody else.
  if (think > 0) await sleep(Math.random() * think);
  do {
    const message = messages[Math.floor(Math.random() * messages.length)] ?? 'Hello';
    await takeTurn(client, user, message, tally).catch((error: unknown) => {
      tally.failed += 1;
      const problem = AppError.is(error) ? error.code : String(error);
      tally.problems.set(problem, (tally.problems.get(problem) ?? 0) + 1);
    });
    // Exponential, as of people who do not know of each other.
    if (think > 0) await sleep(Math.min(-Math.log(1 - Math.random()) * think, 6 * think));
  } while (Date.now() < endAt);
}

async function takeTurn(
  client: Client,
  user_id: string,
  message: string,
  tally: Tally,
): Promise<void> {
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
  const { messages: stored } = await client.messages(ids?.conversation ?? '', { limit: 100 });
  const answer = stored.find(({ id }) => id === ids?.message);
  if (answer?.content !== text) tally.differing += 1;
}
