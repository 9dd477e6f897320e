import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@atelier/client';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';

export interface ReadinessOptions {
  readonly client: Client;
  readonly log: Logger;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

const probeEveryMs = 200;
const probeTimeoutMs = 5_000;

/**
 * Resolves when the stack has answered a chat turn: sockets that open prove little.
 *
 * @throws AppError `CANNOT_START` with what was still missing at the deadline
 */
export async function waitUntilReady(options: ReadinessOptions): Promise<void> {
  const { signal, deadlineMs } = options;
  const end = Date.now() + deadlineMs;
  let missing = 'nothing answered';
  while (Date.now() < end) {
    try {
      missing = (await probe(options)) ?? (await takeTurn(options, end)) ?? '';
      if (missing === '') return;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      missing = error.message;
    }
    signal.throwIfAborted();
    await sleep(probeEveryMs, undefined, { signal });
  }
  throw new AppError(
    'CANNOT_START',
    `Atelier was not ready after ${Math.round(deadlineMs / 1_000)} s: ${missing.replace(/\.$/, '')}.`,
  );
}

/** What the gateway waits for, or undefined when it can serve. */
async function probe({ client, signal }: ReadinessOptions): Promise<string | undefined> {
  const { status, waiting_for } = await client.ready({ timeoutMs: probeTimeoutMs, signal });
  if (status === 'ok') return undefined;
  return `the gateway waits for ${waiting_for?.join(', ') ?? 'something it does not name'}`;
}

/** A real turn, which leaves nothing behind. Undefined when it was answered. */
async function takeTurn(
  { client, log, signal }: ReadinessOptions,
  end: number,
): Promise<string | undefined> {
  const timeoutMs = Math.max(1_000, end - Date.now());
  const reply = await client.chat(
    { user_id: 'readiness', message: 'hello' },
    { timeoutMs, signal },
  );
  try {
    await client.deleteConversation(reply.conversation_id, { signal });
  } catch (error) {
    if (!AppError.is(error)) throw error;
    log.warn('readiness.not_tidied', { code: error.code, message: error.message });
  }
  return reply.assistant_response.trim() === '' ? 'the first chat turn got no answer' : undefined;
}
