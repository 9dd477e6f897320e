import type {
  DependencyHealth,
  HealthView,
  LlmWorkerHealth,
  WorkerHeartbeat,
} from '@atelier/contracts';
import type { Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { BlobStore } from '@atelier/storage';
import { distinctEngines, toEngineView } from './engine-view.js';
import { isConsumed } from './is-consumed.js';

export interface HealthServiceOptions {
  readonly version: string;
  /** What the configuration says, for as long as no engine can be asked. */
  readonly mocks: boolean;
  readonly database: Pick<Database, 'ping' | 'imageJobs'>;
  readonly blobs: Pick<BlobStore, 'check'>;
  readonly pingRedis: () => Promise<void>;
  readonly llmHealth: (signal: AbortSignal) => Promise<LlmWorkerHealth>;
  /** What each chat worker last said of itself; undefined for one that does not answer. */
  readonly llmWorkers: () => readonly (LlmWorkerHealth | undefined)[];
  readonly workers: () => Promise<readonly WorkerHeartbeat[]>;
  /** Unix time of the last event from a worker, in milliseconds. */
  readonly lastWorkerEventAt: () => number | undefined;
}

export interface HealthService {
  /** What works now; at most a second old. */
  read(): Promise<HealthView>;
}

const checkTimeoutMs = 2_000;
const keepMs = 1_000;

export function createHealthService(options: HealthServiceOptions): HealthService {
  const startedAt = Date.now();
  let latest: { readonly at: number; readonly view: Promise<HealthView> } | undefined;

  const take = async (): Promise<HealthView> => {
    const [database, redis, storage, llm, queue] = await Promise.all([
      probe(() => options.database.ping()),
      probe(() => options.pingRedis()),
      probe(() => options.blobs.check()),
      probe((signal) => options.llmHealth(signal)),
      probe(() => readQueue(options)),
    ]);
    const workers = queue.value?.workers ?? [];
    const llmWorkers = options.llmWorkers();
    const consumed = queue.value?.consumed ?? false;
    const down = [database, llm].some(({ health }) => health.status === 'down');
    const degraded = [redis, storage, queue].some(({ health }) => health.status === 'down');
    return {
      status: down ? 'down' : degraded || !consumed ? 'degraded' : 'ok',
      version: options.version,
      mocks: usesMocks(options.mocks, [llm.value, ...workers]),
      models_cached: llm.value !== undefined && [llm.value, ...workers].every(hasWantedModel),
      uptime_s: Math.floor((Date.now() - startedAt) / 1_000),
      dependencies: {
        database: database.health,
        redis: redis.health,
        storage: storage.health,
        llm_worker: {
          ...llm.health,
          ...llmFields(llm.value),
          ...(llmWorkers.length > 1 && { workers: llmWorkers.map(toWorkerView) }),
        },
        image_queue: {
          ...(consumed
            ? queue.health
            : { status: 'down', message: whyNotConsumed(workers.length) }),
          consumed,
          workers: workers.length,
          engines: distinctEngines(workers),
          waiting: queue.value?.waiting ?? 0,
          active: queue.value?.active ?? 0,
        },
      },
    };
  };

  return {
    read() {
      if (latest === undefined || Date.now() - latest.at > keepMs) {
        latest = { at: Date.now(), view: take() };
      }
      return latest.view;
    },
  };
}

async function readQueue(options: HealthServiceOptions) {
  const [workers, counts, oldest] = await Promise.all([
    options.workers(),
    options.database.imageJobs.countByStatus(),
    options.database.imageJobs.oldestWaiting(),
  ]);
  const active = counts.loading + counts.running + counts.decoding + counts.saving;
  const consumed = isConsumed({
    now: Date.now(),
    workers: workers.length,
    oldestWaitingAt: oldest?.createdAt.getTime(),
    lastEventAt: options.lastWorkerEventAt(),
  });
  return { workers, consumed, waiting: counts.queued, active };
}

function llmFields(health: LlmWorkerHealth | undefined) {
  if (health === undefined) return {};
  const { running, waiting } = health;
  return { ...toEngineView(health), running, waiting };
}

function toWorkerView(health: LlmWorkerHealth | undefined) {
  if (health === undefined) return { status: 'down' as const, message: 'It does not answer.' };
  const status = health.status === 'ok' ? ('ok' as const) : ('down' as const);
  return { status, ...llmFields(health) };
}

function hasWantedModel({ modelCached, fallback }: LlmWorkerHealth | WorkerHeartbeat): boolean {
  // A model that is being loaded is here.
  return modelCached && (fallback === undefined || fallback.code === 'loading');
}

/** As the engines say; as configured while none of them can be asked. */
function usesMocks(configured: boolean, infos: readonly ({ engine: string } | undefined)[]) {
  const known = infos.flatMap((info) => (info ? [info.engine] : []));
  return known.length > 0 ? known.includes('mock') : configured;
}

function whyNotConsumed(workers: number): string {
  if (workers === 0) return 'No diffusion worker runs.';
  return 'Jobs wait and no worker takes them.';
}

interface Probed<T> {
  readonly health: DependencyHealth;
  readonly value: T | undefined;
}

async function probe<T>(check: (signal: AbortSignal) => Promise<T>): Promise<Probed<T>> {
  const signal = AbortSignal.timeout(checkTimeoutMs);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new AppError('DEADLINE_EXCEEDED', 'It does not answer.'));
    });
  });
  try {
    return { health: { status: 'ok' }, value: await Promise.race([check(signal), late]) };
  } catch (error) {
    const message = AppError.is(error) ? error.message : 'It does not work.';
    return { health: { status: 'down', message }, value: undefined };
  }
}
