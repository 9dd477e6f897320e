import { setTimeout as pause } from 'node:timers/promises';
import type { LlmWorkerHealth } from '@atelier/contracts';
import type { WorkerState } from './choose-workers.js';
import type { LlmClient } from './llm-client.js';

/** A worker under its address. */
export interface LlmWorker {
  readonly name: string;
  readonly client: LlmClient;
}

/** A worker, and what is known of it. */
export interface WatchedWorker extends LlmWorker, WorkerState {
  /** What it last said of itself; undefined while it does not answer. */
  readonly health: LlmWorkerHealth | undefined;
  /** A request goes to it; ends with what is returned. */
  begin(): () => void;
  /** It did not answer: it counts as down until it does. */
  failed(): void;
}

/** Keeps an eye on workers. */
export interface WorkerWatch {
  readonly workers: readonly WatchedWorker[];
  close(): void;
}

const askTimeoutMs = 2_000;

/**
 * Asks each worker how it is, over and over. In between, this gateway's own requests are counted on
 * top of what a worker said last. A single worker is not asked: there is nothing to choose.
 */
export function watchWorkers(
  workers: readonly LlmWorker[],
  { everyMs }: { readonly everyMs: number },
): WorkerWatch {
  const closed = new AbortController();
  const watched = workers.map(watchWorker);
  const askAll = async () => {
    const signal = AbortSignal.any([closed.signal, AbortSignal.timeout(askTimeoutMs)]);
    await Promise.all(watched.map((worker) => worker.ask(signal)));
  };
  const loop = async () => {
    while (!closed.signal.aborted) {
      await askAll();
      await pause(everyMs, undefined, { ref: false, signal: closed.signal });
    }
  };
  if (workers.length > 1) void loop().catch(() => undefined);
  return {
    workers: watched,
    close: () => {
      closed.abort();
    },
  };
}

function watchWorker(
  worker: LlmWorker,
): WatchedWorker & { readonly ask: (signal: AbortSignal) => Promise<void> } {
  let health: LlmWorkerHealth | undefined;
  let isDown = false;
  let inFlight = 0;
  /** Requests of others, as far as it is known. */
  let foreign = 0;

  return {
    ...worker,
    async ask(signal) {
      try {
        health = await worker.client.health(signal);
        isDown = health.status !== 'ok';
        foreign = Math.max(0, health.running + health.waiting - inFlight);
      } catch {
        health = undefined;
        isDown = true;
      }
    },
    get health() {
      return health;
    },
    get isDown() {
      return isDown;
    },
    get load() {
      return inFlight + foreign;
    },
    begin() {
      inFlight += 1;
      return () => {
        inFlight -= 1;
      };
    },
    failed() {
      health = undefined;
      isDown = true;
    },
  };
}
