import {
  DrawManifest,
  fenceOf,
  imageJobStream,
  ImageJobEvent,
  imageKey,
  manifestKey,
  thumbnailKey,
  type DrawRequest,
} from '@atelier/contracts';
import type { Logger } from '@atelier/logging';
import {
  createEventPublisher,
  createHeartbeats,
  createJobConsumer,
  drawImage,
  type AttemptOutcome,
} from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';

export interface TestWorkerOptions {
  readonly redisUrl: string;
  readonly blobs: BlobStore;
  readonly workerId: string;
  /** Called with each job that the worker takes. */
  readonly onStarted: (jobId: string) => void;
  readonly log: Logger;
}

/** A worker on the real queue that draws a step only when it is told to. */
export interface TestWorker {
  /** Jobs that it holds. */
  held(): readonly string[];
  /** Lets a job make one step, with this preview; resolves once it is made. */
  step(jobId: string, preview?: string): Promise<void>;
  /** Lets a job end as it should. */
  finish(jobId: string): void;
  readonly outcomes: readonly AttemptOutcome[];
  stop(): Promise<void>;
}

const engine = { engine: 'mock', model: 'test', modelCached: true };
const sha256 = 'a'.repeat(64);

type Order = 'finish' | { readonly preview: string | undefined; readonly done: () => void };

export async function startTestWorker(options: TestWorkerOptions): Promise<TestWorker> {
  const { redisUrl, blobs, workerId, onStarted, log } = options;
  const publisher = createEventPublisher({
    redisUrl,
    stream: imageJobStream,
    shape: ImageJobEvent,
  });
  const heartbeats = createHeartbeats({ redisUrl });
  const outcomes: AttemptOutcome[] = [];
  const held = new Map<string, (order: Order) => void>();

  const draw = async (request: DrawRequest, fence: number, signal: AbortSignal) => {
    const { jobId, settings } = request;
    const steps = settings.steps * settings.count;
    for (let step = 1; ; step += 1) {
      const order = await new Promise<Order>((resolve, reject) => {
        held.set(jobId, resolve);
        const stop = () => {
          reject(signal.reason as Error);
        };
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
      });
      if (order === 'finish') return;
      const progress = { type: 'progress', jobId, fence, state: 'running', step, steps } as const;
      publisher.publish({ ...progress, ...(order.preview && { preview: order.preview }) });
      order.done();
    }
  };
  const consumer = createJobConsumer({
    redisUrl,
    job: drawImage,
    workerId,
    log,
    async handler({ input, attempt, signal }) {
      const { jobId, generation } = input;
      const fence = fenceOf(generation, attempt);
      publisher.publish({ type: 'started', jobId, fence, workerId });
      onStarted(jobId);
      try {
        await draw(input, fence, signal);
      } finally {
        held.delete(jobId);
      }
      const manifest = toManifest(input, fence);
      const bytes = new TextEncoder().encode(JSON.stringify(manifest));
      await blobs.put(manifestKey(jobId), bytes, { contentType: 'application/json' });
      publisher.publish({ type: 'completed', jobId, fence });
    },
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  await heartbeats.beat({ ...engine, workerId, at: Date.now() }, 60_000);

  const tell = (jobId: string, order: Order) => {
    const give = held.get(jobId);
    if (!give) throw new Error('The worker does not hold this job.');
    held.delete(jobId);
    give(order);
  };
  return {
    held: () => [...held.keys()],
    step: (jobId, preview) =>
      new Promise((done) => {
        tell(jobId, { preview, done });
      }),
    finish: (jobId) => {
      tell(jobId, 'finish');
    },
    outcomes,
    async stop() {
      await consumer.close(5_000);
      await publisher.close();
      await heartbeats.close();
    },
  };
}

function toManifest({ jobId, settings, work }: DrawRequest, fence: number): DrawManifest {
  const images = Array.from({ length: settings.count }, (_, index) => ({
    ...{ index, key: imageKey(jobId, index), sha256, bytes: 1 },
    ...{ width: settings.width, height: settings.height, seed: settings.seed + index },
    ...{ format: 'png' as const, look: '0'.repeat(16) },
    thumbnail: { key: thumbnailKey(jobId, index), bytes: 1 },
  }));
  const finishedAt = new Date().toISOString();
  const outcome = { images, warnings: [], durationMs: 1, finishedAt };
  return DrawManifest.parse({ version: 1, jobId, fence, settings, work, engine, ...outcome });
}
