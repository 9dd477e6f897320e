import type { ModelDownloadEvent } from '@atelier/contracts';
import { AppError, toAppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import type { ModelStore } from '@atelier/model-store';

/** Downloads that go on while nobody waits for them. */
export interface BackgroundDownloads {
  /**
   * Fetches a model that is wanted and not here, unless it is being fetched, was cancelled, or its
   * last failure is too fresh. One that can't help itself is not tried again.
   */
  ensure(id: string): Promise<void>;
  /**
   * Starts or joins a download because somebody asks. Resolves with its first sign of life, or after
   * a few seconds.
   *
   * @throws AppError why it can't begin, as `ModelStore.download` says.
   */
  start(id: string): Promise<void>;
  /** Ends a download, until somebody asks for it again. Resolves when it is over. */
  cancel(id: string): Promise<void>;
}

export interface BackgroundDownloadsOptions {
  readonly store: Pick<ModelStore, 'get' | 'download' | 'cancel'>;
  /** Until the second try, in milliseconds; doubles. 5,000 unless told. */
  readonly retryMs?: number;
  readonly log: Logger;
}

interface Run {
  readonly begun: Promise<void>;
  readonly over: Promise<void>;
}

/** What is known of a download that failed. */
interface Failure {
  readonly count: number;
  readonly againAt: number;
}

const longestRetryMs = 600_000;
const firstSignMs = 3_000;

export function createBackgroundDownloads(
  options: BackgroundDownloadsOptions,
): BackgroundDownloads {
  const { store, retryMs = 5_000, log } = options;
  const runs = new Map<string, Run>();
  const failures = new Map<string, Failure>();

  const failed = (id: string, error: unknown) => {
    const { code, retryable } = toAppError(error);
    const count = (failures.get(id)?.count ?? 0) + 1;
    const waitMs = Math.min(retryMs * 2 ** (count - 1), longestRetryMs);
    // A cancelled one is not retryable either.
    failures.set(id, { count, againAt: retryable ? Date.now() + waitMs : Infinity });
    if (code === 'CANCELLED') log.info('model.download-cancelled', { model: id });
    else log.warn('model.not-downloaded', { model: id, ...errorFields(error) });
  };
  const run = (id: string): Run => {
    const running = runs.get(id);
    if (running) return running;
    let showSign: () => void = () => undefined;
    const sign = new Promise<void>((resolve) => {
      showSign = resolve;
    });
    const onEvent = (event: ModelDownloadEvent) => {
      showSign();
      if (event.type === 'planned') log.info('model.downloading', { model: id });
      if (event.type === 'installed') log.info('model.downloaded', { model: id });
    };
    const work = store.download(id, { onEvent });
    const begun = Promise.race([work, sign]).then(() => undefined);
    const over = work
      .then(
        () => {
          failures.delete(id);
        },
        (error: unknown) => {
          failed(id, error);
        },
      )
      .finally(() => runs.delete(id));
    const started = { begun, over };
    // Nobody may be waiting for its beginning.
    begun.catch(() => undefined);
    runs.set(id, started);
    return started;
  };

  return {
    async ensure(id) {
      const failure = failures.get(id);
      if (runs.has(id) || (failure && Date.now() < failure.againAt)) return;
      const { entry, status } = await store.get(id);
      if (entry.source === 'hub' && status !== 'ready') run(id);
    },
    async start(id) {
      failures.delete(id);
      const { begun } = run(id);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, firstSignMs);
      });
      await Promise.race([begun, late]).finally(() => {
        clearTimeout(timer);
      });
    },
    async cancel(id) {
      const running = runs.get(id);
      // Also while it waits for its next try.
      if (!running && failures.has(id)) failed(id, new AppError('CANCELLED'));
      if (store.cancel(id)) await running?.over;
    },
  };
}
