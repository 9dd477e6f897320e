import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@atelier/client';
import { headers } from '@atelier/contracts';
import type { WorkerSide } from './stand-in.js';

/** What a turn took beyond what the llm-worker took for it, in milliseconds. */
export interface Added {
  readonly toFirstText: number;
  readonly toEnd: number;
  /** Of that: until the llm-worker was asked, and after its first and its last words. */
  readonly before: number;
  readonly afterFirstText: number;
  readonly afterEnd: number;
  /** The llm-worker's own part. */
  readonly workerFirstText: number;
  readonly workerEnd: number;
}

const messages = ['What is Atelier?', 'Hello there!', 'How do I stop it?', 'Do I need a GPU?'];
const pauseMs = 50;
/** One conversation each. */
const turnsOfPerson = 8;

/** Takes turns one after another through a gateway whose llm-worker's moments are noted. */
export async function measureAdded(
  url: string,
  noted: ReadonlyMap<string, WorkerSide>,
  turns: number,
): Promise<readonly Added[]> {
  const all: Added[] = [];
  const person = `bench-${randomUUID()}`;
  for (let turn = 0; turn < turns; turn += 1) {
    await sleep(pauseMs);
    const id = randomUUID();
    const message = messages[turn % messages.length] ?? 'Hello';
    const user = `${person}-${Math.floor(turn / turnsOfPerson)}`;
    const seen = await takeTurn(url, id, { user_id: user, message });
    const { askedAt, firstTextAt, endAt } = noted.get(id) ?? {};
    process.stderr.write(`\r${turn + 1} of ${turns} turns   `);
    if (askedAt === undefined || firstTextAt === undefined || endAt === undefined) continue;
    if (seen.firstTextAt === undefined) continue;
    const before = askedAt - seen.sentAt;
    const afterFirstText = seen.firstTextAt - firstTextAt;
    const afterEnd = seen.endAt - endAt;
    all.push({
      toFirstText: before + afterFirstText,
      toEnd: before + afterEnd,
      ...{ before, afterFirstText, afterEnd },
      workerFirstText: firstTextAt - askedAt,
      workerEnd: endAt - askedAt,
    });
  }
  process.stderr.write('\n');
  return all;
}

async function takeTurn(
  url: string,
  requestId: string,
  body: { readonly user_id: string; readonly message: string },
) {
  const client = createClient({
    baseUrl: url,
    fetch: (address, init) => {
      const named = new Headers(init.headers);
      named.set(headers.requestId, requestId);
      return fetch(address, { ...init, headers: named });
    },
  });
  const sentAt = performance.now();
  let firstTextAt: number | undefined;
  for await (const { event } of client.turnEvents({ body, idempotencyKey: requestId })) {
    if (event.type === 'text-delta') firstTextAt ??= performance.now();
  }
  return { sentAt, firstTextAt, endAt: performance.now() };
}
