import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from '@atelier/client';
import type { FloodData } from './flood.js';
import { takeSession } from './session.js';
import { createTally } from './tally.js';

// One flood after another until told to stop; then what they came to.
const { url, messages } = workerData as FloodData;
const client = createClient({ baseUrl: url });
const tally = createTally();
const stop = new AbortController();
const stopped = once(stop.signal, 'abort');
parentPort?.once('message', () => {
  stop.abort();
});
const comparing: Promise<void>[] = [];
do {
  const user = `bench-${randomUUID()}`;
  const endAt = Date.now() + 1;
  const before = tally.turns + tally.failed;
  parentPort?.postMessage('begun');
  const sessions = Array.from({ length: messages }, () =>
    takeSession({ client, user, think: 0, endAt, compareAfter: stopped }, tally),
  );
  comparing.push(...sessions);
  while (tally.turns + tally.failed < before + messages) await sleep(5);
} while (!stop.signal.aborted);
await Promise.all(comparing);
parentPort?.postMessage(tally);

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
