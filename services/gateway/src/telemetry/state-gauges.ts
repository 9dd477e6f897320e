import type { HealthView } from '@atelier/contracts';
import type { Database } from '@atelier/database';
import type { BlobStore } from '@atelier/storage';
import { Gauge, type Registry } from '@atelier/telemetry';

export interface StateOptions {
  readonly health: { read(): Promise<HealthView> };
  readonly imageJobs: Pick<Database['imageJobs'], 'countUnfinishedByStatus' | 'oldestWaiting'>;
  readonly blobs: Pick<BlobStore, 'space'>;
  /** Streams of events that are open. */
  readonly streams: Readonly<Record<'sse' | 'websocket', () => number>>;
  /** How long an answer is kept, in milliseconds; 10,000 unless told. */
  readonly keepMs?: number;
}

/**
 * What is asked of others when Prometheus asks us: at most every ten seconds, whoever asks how often.
 * Who does not answer has no sample.
 */
export function watchState(registry: Registry, options: StateOptions): void {
  const { health, imageJobs, blobs, keepMs = 10_000 } = options;
  const registers = [registry];
  const readAll = async () => {
    const [view, counts, oldest, space] = await Promise.allSettled([
      health.read(),
      imageJobs.countUnfinishedByStatus(),
      imageJobs.oldestWaiting(),
      blobs.space?.(),
    ]);
    return { view: valueOf(view), counts: valueOf(counts), oldest, space: valueOf(space) };
  };
  let latest: { readonly at: number; readonly state: ReturnType<typeof readAll> } | undefined;
  const read = () => {
    if (latest === undefined || Date.now() - latest.at > keepMs) {
      latest = { at: Date.now(), state: readAll() };
    }
    return latest.state;
  };
  const gauge = (name: string, help: string, value: () => Promise<number | undefined>) =>
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        const now = await value();
        if (now === undefined) this.remove();
        else this.set(now);
      },
    });

  new Gauge({
    name: 'atelier_image_jobs',
    help: 'Jobs that are not finished, by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      const { counts } = await read();
      this.reset();
      for (const [state, jobs] of Object.entries(counts ?? {})) this.set({ state }, jobs);
    },
  });
  new Gauge({
    name: 'atelier_dependency_up',
    help: '1 for what works, as /health says.',
    labelNames: ['dependency'],
    registers,
    async collect() {
      const { view } = await read();
      this.reset();
      for (const [dependency, { status }] of Object.entries(view?.dependencies ?? {})) {
        this.set({ dependency }, status === 'down' ? 0 : 1);
      }
    },
  });
  gauge(
    'atelier_image_jobs_oldest_waiting_seconds',
    'Age of the job that has been queued longest; 0 when none is.',
    async () => {
      const { oldest } = await read();
      if (oldest.status === 'rejected') return undefined;
      const at = oldest.value?.createdAt.getTime();
      return at === undefined ? 0 : Math.max(0, Date.now() - at) / 1_000;
    },
  );
  gauge('atelier_image_queue_consumed', '0 when jobs wait and nobody takes them.', async () => {
    const { view } = await read();
    return view && (view.dependencies.image_queue.consumed ? 1 : 0);
  });
  gauge('atelier_storage_free_bytes', 'Free on the disk that holds the pictures.', async () => {
    const { space } = await read();
    return space?.freeBytes;
  });
  gauge('atelier_storage_size_bytes', 'Size of the disk that holds the pictures.', async () => {
    const { space } = await read();
    return space?.sizeBytes;
  });
  new Gauge({
    name: 'atelier_http_streams',
    help: 'Streams of events that are open.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const [kind, count] of Object.entries(options.streams)) this.set({ kind }, count());
    },
  });
}

function valueOf<T>(settled: PromiseSettledResult<T>): T | undefined {
  return settled.status === 'fulfilled' ? settled.value : undefined;
}
