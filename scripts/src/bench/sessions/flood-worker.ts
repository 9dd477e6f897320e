import { randomUUID } from 'node:crypto';
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
parentPort?.once('message', () => {
  stop.abort();
});
do {
  const user = `bench-${randomUUID()}`;
  const endAt = Date.now() + 1;
  parentPort?.postMessage('begun');
  await Promise.all(
    Array.from({ length: messages }, () => takeSession({ client, user, think: 0, endAt }, tally)),
  );
} while (!stop.signal.aborted);
parentPort?.postMessage(tally);
