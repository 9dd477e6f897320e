import type {
  EngineInfo,
  LlmWorkerHealth,
  ModelFallback,
  ModelTask,
  WorkerHeartbeat,
} from '@atelier/contracts';

/** What a worker runs, as it says itself. */
export interface ModelReport extends EngineInfo {
  readonly task: ModelTask;
  readonly fallback?: ModelFallback | undefined;
}

/** What the workers run. */
export interface ModelReports {
  /** Asks all of them. One that can't be asked keeps its last word. */
  read(): Promise<readonly ModelReport[]>;
  /** Their last words, without asking. */
  latest(): readonly ModelReport[];
}

export interface ModelReportsOptions {
  readonly llmHealth: (signal: AbortSignal) => Promise<LlmWorkerHealth>;
  readonly workers: () => Promise<readonly WorkerHeartbeat[]>;
}

const askTimeoutMs = 2_000;

export function createModelReports({ llmHealth, workers }: ModelReportsOptions): ModelReports {
  let chat: readonly ModelReport[] = [];
  let image: readonly ModelReport[] = [];
  return {
    async read() {
      const [health, heartbeats] = await Promise.allSettled([
        llmHealth(AbortSignal.timeout(askTimeoutMs)),
        workers(),
      ]);
      if (health.status === 'fulfilled') chat = [{ ...health.value, task: 'chat' }];
      if (heartbeats.status === 'fulfilled' && heartbeats.value.length > 0) {
        image = heartbeats.value.map((heartbeat) => ({ ...heartbeat, task: 'image' }));
      }
      return [...chat, ...image];
    },
    latest: () => [...chat, ...image],
  };
}
