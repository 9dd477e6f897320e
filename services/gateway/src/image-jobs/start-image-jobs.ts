import { ImageJobEvent, imageJobStream, type WorkerHeartbeat } from '@atelier/contracts';
import type { Database } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import {
  createCancels,
  createEventSubscriber,
  createHeartbeats,
  createJobProducer,
  drawImage,
} from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';
import type { HitFailpoint } from '../failpoints.js';
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
  readonly log: Logger;
}

/** The gateway's side of the image jobs, running. */
export interface ImageJobs {
  /** Says that a job was accepted. */
  onAccepted(): void;
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
  const { imageJobs, outbox, waitingLine } = database;
  const producer = createJobProducer({ redisUrl, job: drawImage });
  const cancels = createCancels({ redisUrl });
  const heartbeats = createHeartbeats({ redisUrl });
  const completeJob = createCompleteJob({ imageJobs, blobs, log });
  const liveWorkers = async () => (await heartbeats.live()).length;
  const relay = createRelay({ outbox, producer, liveWorkers, hitFailpoint, log });
  const reconciler = createReconciler({
    imageJobs,
    outbox,
    producer,
    completeJob,
    onPutBack: relay.kick,
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
  const applyEvent = createApplyEvent({ imageJobs, completeJob, onRoom: relay.kick, log });
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
    onAccepted: relay.kick,
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
