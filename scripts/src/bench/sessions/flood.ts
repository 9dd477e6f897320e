import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Tally } from './tally.js';

export interface FloodData {
  readonly url: string;
  /** Sent at once by one person; again when the last one is answered. */
  readonly messages: number;
}

/**
 * Somebody who sends many messages at once, again and again, in a thread of his own: on another
 * machine his reading would not delay another person's either.
 */
export async function startFlood(data: FloodData): Promise<{ stop(): Promise<Tally> }> {
  const worker = new Worker(new URL('./flood-worker.js', import.meta.url), { workerData: data });
  await once(worker, 'message');
  return {
    stop: () =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.on('message', (message: 'begun' | Tally) => {
          if (message !== 'begun') resolve(message);
        });
        worker.postMessage('stop');
      }),
  };
}
