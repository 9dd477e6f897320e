import type { DrawRequest } from '@atelier/contracts';
import type { ImageEngine, ImagePart, ImageRequest } from '@atelier/engine';
import type { AttemptOutcome } from '@atelier/queue';
import {
  Counter,
  engineBusySeconds,
  Gauge,
  Histogram,
  Registry,
  timeOfId,
  watchEngine,
} from '@atelier/telemetry';

/** What the diffusion-worker counts. */
export interface DiffusionMetrics {
  /** A job is under way. */
  started(job: DrawRequest, attempt: number): void;
  /** All of its pictures and its manifest are stored. */
  drawn(job: DrawRequest, durationMs: number): void;
  ended(outcome: AttemptOutcome): void;
  /** The same engine, with a clock on what it draws. */
  timed(engine: ImageEngine): ImageEngine;
  watch(engine: ImageEngine, isConsuming: () => boolean): void;
}

const waits = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];
const jobTimes = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600];
const stepTimes = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20];

export function createDiffusionMetrics(registry = new Registry()): DiffusionMetrics {
  const registers = [registry];
  const labelNames = ['kind'];
  const underWay = new Map<string, string>();
  const keyOf = (jobId: string, attempt: number) => `${jobId}:${attempt}`;
  const attempts = new Counter({
    name: 'atelier_image_attempts_total',
    help: 'Attempts at jobs by how they ended.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const wait = new Histogram({
    name: 'atelier_image_queue_wait_seconds',
    help: 'Time from accepting a job to its first start.',
    buckets: waits,
    ...{ labelNames, registers },
  });
  const drawing = new Histogram({
    name: 'atelier_image_draw_seconds',
    help: 'Time from taking a job to its manifest.',
    buckets: jobTimes,
    ...{ labelNames, registers },
  });
  const stepTime = new Histogram({
    name: 'atelier_image_step_seconds',
    help: 'Time of a denoising step, but for the first one of a drawing.',
    buckets: stepTimes,
    registers,
  });
  const steps = new Counter({
    name: 'atelier_image_steps_total',
    help: 'Denoising steps.',
    registers,
  });
  const pictures = new Counter({
    name: 'atelier_image_pictures_total',
    help: 'Pictures that were stored.',
    ...{ labelNames, registers },
  });
  const busySeconds = engineBusySeconds(registry);

  async function* timedParts(parts: AsyncIterable<ImagePart>): AsyncGenerator<ImagePart, void> {
    const startedAt = performance.now();
    let lastStepAt: number | undefined;
    try {
      for await (const part of parts) {
        if (part.type === 'image-step') {
          const now = performance.now();
          steps.inc();
          if (lastStepAt !== undefined) stepTime.observe((now - lastStepAt) / 1_000);
          lastStepAt = now;
        } else {
          // What lies between two pictures is no step.
          lastStepAt = undefined;
        }
        yield part;
      }
    } finally {
      busySeconds.inc((performance.now() - startedAt) / 1_000);
    }
  }

  return {
    started({ jobId, work: { kind }, generation }, attempt) {
      underWay.set(keyOf(jobId, attempt), kind);
      const acceptedAt = timeOfId(jobId);
      if (attempt !== 1 || generation !== 1 || acceptedAt === undefined) return;
      // Two machines' clocks may differ.
      wait.observe({ kind }, Math.max(0, Date.now() - acceptedAt) / 1_000);
    },
    drawn({ work: { kind }, settings }, durationMs) {
      drawing.observe({ kind }, durationMs / 1_000);
      pictures.inc({ kind }, settings.count);
    },
    ended({ id, attempt, outcome }) {
      const key = keyOf(id, attempt);
      // One that failed before it started told nobody what it is.
      attempts.inc({ kind: underWay.get(key) ?? 'unknown', outcome });
      underWay.delete(key);
    },
    timed: (engine) => ({
      get info() {
        return engine.info;
      },
      get capabilities() {
        return engine.capabilities;
      },
      draw: (request: ImageRequest, signal: AbortSignal) =>
        timedParts(engine.draw(request, signal)),
      peakMemoryBytes: () => engine.peakMemoryBytes?.(),
      close: () => engine.close(),
    }),
    watch(engine, isConsuming) {
      watchEngine(registry, engine);
      new Gauge({
        name: 'atelier_image_jobs_running',
        help: 'Jobs under way.',
        registers,
        collect() {
          this.set(underWay.size);
        },
      });
      new Gauge({
        name: 'atelier_image_worker_consuming',
        help: '1 while jobs are taken and Redis answers.',
        registers,
        collect() {
          this.set(isConsuming() ? 1 : 0);
        },
      });
    },
  };
}
