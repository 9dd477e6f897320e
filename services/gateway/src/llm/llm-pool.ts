import type { LlmWorkerHealth } from '@atelier/contracts';
import { AppError, type ErrorCode } from '@atelier/errors';
import { chooseWorkers } from './choose-workers.js';
import { holdBack } from './hold-back.js';
import type { LlmClient } from './llm-client.js';
import { watchWorkers, type LlmWorker } from './worker-watch.js';

/** Several llm-workers as one. */
export interface LlmPool extends LlmClient {
  /** What each worker last said of itself; undefined for one that does not answer. */
  workers(): readonly (LlmWorkerHealth | undefined)[];
}

export interface LlmPoolOptions {
  readonly workers: readonly LlmWorker[];
  /** Between two looks at how the workers are, in milliseconds. */
  readonly watchEveryMs?: number;
}

/** Less than who asks for our health waits. */
const askTimeoutMs = 1_500;

/** How often an answer that has not begun is asked of another worker, after each kind of failure. */
const retries: Partial<Record<ErrorCode, number>> = {
  LLM_UNAVAILABLE: Number.POSITIVE_INFINITY,
  SHUTTING_DOWN: Number.POSITIVE_INFINITY,
  // The request itself may be what an engine dies of.
  ENGINE_LOST: 1,
  ENGINE_BUSY: 1,
};

export function createLlmPool({ workers, watchEveryMs = 1_000 }: LlmPoolOptions): LlmPool {
  const watch = watchWorkers(workers, { everyMs: watchEveryMs });

  return {
    async *generate(body, call) {
      const { requestId, signal, stickyKey } = call;
      const failures: AppError[] = [];
      for (const worker of chooseWorkers(watch.workers, { key: stickyKey, spread: requestId })) {
        const answer = { hasBegun: false };
        const end = worker.begin();
        try {
          yield* holdBack(worker.client.generate(body, call), () => {
            answer.hasBegun = true;
          });
          return;
        } catch (error) {
          if (answer.hasBegun || signal.aborted || !AppError.is(error)) throw error;
          const { code } = error;
          const mostRetries = retries[code];
          if (mostRetries === undefined) throw error;
          if (code === 'LLM_UNAVAILABLE' || code === 'SHUTTING_DOWN') worker.failed();
          failures.push(error);
          if (failures.filter((failure) => failure.code === code).length > mostRetries) break;
        } finally {
          end();
        }
      }
      throw worstOf(failures);
    },
    async health(signal) {
      const up = watch.workers.filter(({ isDown }) => !isDown);
      // One that hangs should not make the others look so.
      const soon = AbortSignal.any([signal, AbortSignal.timeout(askTimeoutMs)]);
      const asked = await Promise.allSettled(
        (up.length > 0 ? up : watch.workers).map(({ client }) => client.health(soon)),
      );
      const answers = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const [best] = answers.sort((a, b) => rank(a) - rank(b));
      if (best) return best;
      throw new AppError('LLM_UNAVAILABLE', 'No chat worker answers. Try again shortly.', {
        cause: asked.find((one) => one.status === 'rejected')?.reason,
      });
    },
    workers: () => watch.workers.map(({ health }) => health),
    async close() {
      watch.close();
      await Promise.all(workers.map(({ client }) => client.close()));
    },
  };
}

/** That a worker is there but full says more than that another is not there. */
function worstOf(failures: readonly AppError[]): AppError {
  return failures.find(({ code }) => code === 'ENGINE_BUSY') ?? failures.at(-1) ?? unavailable();
}

/** The lower the better. */
function rank({ status, running, waiting }: LlmWorkerHealth): number {
  return (status === 'ok' ? 0 : 1_000_000) + running + waiting;
}

function unavailable(): AppError {
  return new AppError('LLM_UNAVAILABLE', 'There is no chat worker. Set LLM_WORKER_URL.');
}
