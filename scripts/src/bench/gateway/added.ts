import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@atelier/client';
import { headers } from '@atelier/contracts';
import type { WorkerSide } from './stand-in.js';

/** What a turn took beyond what the llm-worker took for it, in milliseconds. */
export interface Added {
  readonly toFirstText: number;
  readonly toEnd: number;
  /** The llm-worker's own part. */
  readonly workerFirstText: number;
  readonly workerEnd: number;
}

const messages = ['What is Atelier?', 'Hello there!', 'How do I stop it?', 'Do I need a GPU?'];
const pauseMs = 50;

/** Takes turns one after another through a gateway whose llm-worker's moments are noted. */
export async function measureAdded(
  url: string,
  noted: ReadonlyMap<string, WorkerSide>,
  turns: number,
): Promise<readonly Added[]> {
  const all: Added[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await sleep(pauseMs);
    const id = randomUUID();
    const seen = await takeTurn(url, id, messages[turn % messages.length] ?? 'Hello');
    const { askedAt, firstTextAt, endAt } = noted.get(id) ?? {};
    process.stderr.write(`\r${turn + 1} of ${turns} turns   `);
    if (askedAt === undefined || firstTextAt === undefined || endAt === undefined) continue;
    if (seen.firstText === undefined) continue;
    const workerFirstText = firstTextAt - askedAt;
    const workerEnd = endAt - askedAt;
    all.push({
      toFirstText: seen.firstText - workerFirstText,
      toEnd: seen.end - workerEnd,
      workerFirstText,
      workerEnd,
    });
  }
  process.stderr.write('\n');
  return all;
}

async function takeTurn(url: string, requestId: string, message: string) {
  const client = createClient({
    baseUrl: url,
    fetch: (address, init) => {
      const named = new Headers(init.headers);
      named.set(headers.requestId, requestId);
      return fetch(address, { ...init, headers: named });
    },
  });
  const startedAt = performance.now();
  let firstText: number | undefined;
  const body = { user_id: `bench-${requestId}`, message };
  for await (const { event } of client.turnEvents({ body, idempotencyKey: requestId })) {
    if (event.type === 'text-delta') firstText ??= performance.now() - startedAt;
  }
  return { firstText, end: performance.now() - startedAt };
}
