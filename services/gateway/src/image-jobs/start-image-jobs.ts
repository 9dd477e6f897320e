import {
  ImageJobEvent,
  imageJobStream,
  type ImageKind,
  type WorkerHeartbeat,
} from '@atelier/contracts';
import type { Database } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import {
  createCancels,
  createEventSubscriber,
  createHeartbeats,
  createJobProducer,
  drawImage,
} from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';
import type { Tracing } from '@atelier/telemetry';
import type { HitFailpoint } from '../failpoints.js';
import { createJobCounts, type JobCounts } from '../telemetry/job-counts.js';
import { createApplyEvent } from './apply-event.js';
import { createCompleteJob } from './complete-job.js';
import { createFollowImageJob, type FollowImageJob } from './follow-image-job.js';
import { createJobViews, type JobViews } from './job-views.js';
import { createJobWatch } from './job-watch.js';
import { createPreviews } from './previews.js';
import { createReconciler } from './reconciler.js';
import { createRelay } from './relay.js';

export interface ImageJobsOptions {
  readonly redisUrl: string;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly reconcileEveryMs: number;
  readonly hitFailpoint: HitFailpoint;
  /** Called when a job may have ended. */
  readonly onEnded?: () => void;
  readonly counts?: JobCounts;
  readonly tracing?: Tracing;
  readonly log: Logger;
}

/** The gateway's side of the image jobs, running. */
export interface ImageJobs {
  /** Says that a job was accepted. */
  onAccepted(kind: ImageKind): void;
  /** Says that a job was cancelled. */
  onCancelled(jobId: string): void;
  readonly views: JobViews;
  readonly follow: FollowImageJob;
  /** For a job that is cancelled: ends what is done for it, and tells who follows it. */
  cancelWork(jobId: string): Promise<void>;
  workers(): Promise<readonly WorkerHeartbeat[]>;
  /** Unix time of the last event from a worker, in milliseconds. */
  lastWorkerEventAt(): number | undefined;
  pingRedis(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts relay, reconciler and the reading of the workers' events. */
export function startImageJobs(options: ImageJobsOptions): ImageJobs {
  const { redisUrl, database, blobs, hitFailpoint, log } = options;
  const { counts = createJobCounts(), tracing } = options;
  const { imageJobs, outbox, waitingLine } = database;
  const producer = createJobProducer({ redisUrl, job: drawImage });
  const cancels = createCancels({ redisUrl });
  const heartbeats = createHeartbeats({ redisUrl });
  /** The count can wait, and is worth no failure. */
  const countEnd = (id: string, state: 'failed' | 'cancelled') => {
    imageJobs.kindOf(id).then(
      (kind) => {
        if (kind) counts.ended({ id, kind, state });
      },
      (error: unknown) => {
        log.warn('job.not-counted', { jobId: id, ...errorFields(error) });
      },
    );
  };
  const onFailed = (jobId: string) => {
    countEnd(jobId, 'failed');
  };
  const completeJob = createCompleteJob({
    ...{ imageJobs, blobs, log },
    onSucceeded: ({ jobId: id, work: { kind } }) => {
      counts.ended({ id, kind, state: 'succeeded' });
    },
  });
  const liveWorkers = async () => (await heartbeats.live()).length;
  const relay = createRelay({
    ...{ outbox, producer, liveWorkers, hitFailpoint, log },
    onLook: counts.looked,
    onFailed: ({ jobId: id, work: { kind } }) => {
      counts.ended({ id, kind, state: 'failed' });
    },
    ...(tracing && { tracing }),
  });
  const reconciler = createReconciler({
    imageJobs,
    outbox,
    producer,
    completeJob,
    onPutBack: (jobs) => {
      counts.putBack(jobs);
      relay.kick();
    },
    onFailed,
    everyMs: options.reconcileEveryMs,
    log,
  });

  const jobWatch = createJobWatch();
  const previews = createPreviews();
  const views = createJobViews({ imageJobs, waitingLine, previews, liveWorkers });
  const onEnded = (jobId: string) => {
    jobWatch.changed(jobId);
    options.onEnded?.();
  };
  let lastEventAt: number | undefined;
  const applyEvent = createApplyEvent({
    ...{ imageJobs, completeJob, onFailed, log },
    onRoom: relay.kick,
  });
  const subscriber = createEventSubscriber({
    redisUrl,
    stream: imageJobStream,
    shape: ImageJobEvent,
    log,
    async onEvent(event) {
      lastEventAt = Date.now();
      previews.note(event);
      await applyEvent(event);
      if (event.type === 'completed' || event.type === 'failed') onEnded(event.jobId);
      else jobWatch.changed(event.jobId);
    },
  });

  return {
    onAccepted: (kind) => {
      counts.accepted(kind);
      relay.kick();
    },
    onCancelled: (jobId) => {
      countEnd(jobId, 'cancelled');
    },
    views,
    follow: createFollowImageJob({ read: views.read, watch: jobWatch.watch }),
    async cancelWork(jobId) {
      onEnded(jobId);
      await cancels.cancel(jobId);
      // One that no worker holds makes room on the queue; a worker ends the others.
      await producer.remove(jobId);
      relay.kick();
    },
    workers: heartbeats.live,
    lastWorkerEventAt: () => lastEventAt,
    pingRedis: producer.ping,
    async stop() {
      await Promise.all([relay.stop(), reconciler.stop(), subscriber.close()]);
      await Promise.all([producer.close(), cancels.close(), heartbeats.close()]);
    },
  };
}
