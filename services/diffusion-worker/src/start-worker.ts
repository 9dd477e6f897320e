import { hostname } from 'node:os';
import { ImageJobEvent, imageJobStream } from '@atelier/contracts';
import type { ImageEngine } from '@atelier/engine';
import type { Running } from '@atelier/lifecycle';
import type { Logger } from '@atelier/logging';
import {
  createEventPublisher,
  createHeartbeats,
  createJobConsumer,
  drawImage,
} from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';
import { createMetrics, createTracing, readVersion, serveMetrics } from '@atelier/telemetry';
import type { DiffusionWorkerConfig } from './config.js';
import { createEngine, toChosen } from './create-engine.js';
import { createDrawImageHandler } from './draw-image.job.js';
import { startHeartbeat } from './heartbeat.js';
import { createJobReports } from './job-reports.js';
import { createDiffusionMetrics } from './metrics.js';

/** For jobs to be handed back once the worker is told to stop. */
const handBackMs = 18_000;
/** For the last events to leave. */
const flushMs = 2_000;

export interface WorkerDependencies {
  readonly config: DiffusionWorkerConfig;
  readonly blobs: BlobStore;
  readonly log: Logger;
  /** The one that `config` names unless told. */
  readonly engine?: ImageEngine;
}

/**
 * Takes image jobs off the queue until it is stopped.
 *
 * @throws AppError what `createEngine` throws.
 */
export async function startWorker(dependencies: WorkerDependencies): Promise<Running> {
  const { config, blobs } = dependencies;
  const { REDIS_URL: redisUrl } = config;
  const workerId = config.WORKER_ID ?? `${hostname().slice(0, 100)}-${process.pid}`;
  const log = dependencies.log.child({ workerId });
  const given = dependencies.engine;
  const chosen = given ? toChosen(given) : await createEngine(config, log);
  const { engine } = chosen;
  const version = readVersion(new URL('../package.json', import.meta.url));
  const of = { service: 'diffusion-worker', version };
  const processMetrics = createMetrics(of);
  const metrics = createDiffusionMetrics(processMetrics.registry);
  const tracing = await createTracing({ ...of, settings: config, log });
  const publisher = createEventPublisher<ImageJobEvent>({
    redisUrl,
    stream: imageJobStream,
    shape: ImageJobEvent,
    droppable: ({ type }) => type === 'progress',
    log,
  });
  const reports = createJobReports({
    workerId,
    publish: (event) => {
      publisher.publish(event);
    },
  });
  const consumer = createJobConsumer({
    redisUrl,
    job: drawImage,
    workerId,
    concurrency: engine.capabilities.maxConcurrency,
    lockMs: config.QUEUE_LOCK_MS,
    stalledEveryMs: config.QUEUE_STALLED_EVERY_MS,
    log,
    handler: createDrawImageHandler({
      engine: metrics.timed(engine),
      scope: chosen.scope,
      ...{ blobs, reports, metrics, tracing, log },
    }),
    onOutcome: (outcome) => {
      metrics.ended(outcome);
      reports.ended(outcome);
    },
  });
  const heartbeat = startHeartbeat({
    heartbeats: createHeartbeats({ redisUrl }),
    describe: () => {
      if (!consumer.isRunning()) return undefined;
      const jobId = reports.currentJob();
      const fallback = chosen.fallback?.();
      return {
        ...engine.info,
        workerId,
        ...(jobId !== undefined && { jobId }),
        ...(fallback && { fallback }),
        at: Date.now(),
      };
    },
    workerId,
    log,
  });
  metrics.watch(engine, consumer.isRunning);
  const metricsServer = await serveMetrics({
    ...{ settings: config, metrics: processMetrics, log },
    isWell: consumer.isRunning,
  });
  log.info('worker.ready', { ...engine.info });
  return {
    async stop() {
      await Promise.all([consumer.close(handBackMs), heartbeat.stop()]);
      await publisher.close(flushMs);
      await Promise.all([metricsServer.stop(), tracing.close()]);
      await chosen.close();
      blobs.close();
    },
  };
}
