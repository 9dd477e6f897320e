import type { ImageJobStatus, ImageKind } from '@atelier/contracts';
import { Counter, Gauge, Histogram, Registry, timeOfId } from '@atelier/telemetry';

/** What the relay saw when it last looked. */
export interface RelayLook {
  readonly workers: number;
  readonly counts: { readonly waiting: number; readonly active: number; readonly delayed: number };
}

/** What becomes of picture jobs. */
export interface JobCounts {
  accepted(kind: ImageKind): void;
  /** This gateway wrote the end of a job. */
  ended(job: {
    readonly id: string;
    readonly kind: ImageKind;
    readonly state: Extract<ImageJobStatus, 'succeeded' | 'failed' | 'cancelled'>;
  }): void;
  putBack(jobs: number): void;
  looked(look: RelayLook): void;
}

const buckets = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600];
/** What the relay saw longer ago than this is not true any more, in milliseconds. */
const lookKeptMs = 30_000;

export function createJobCounts(registry = new Registry()): JobCounts {
  const registers = [registry];
  const accepted = new Counter({
    name: 'atelier_image_jobs_accepted_total',
    help: 'Jobs that were accepted.',
    labelNames: ['kind'],
    registers,
  });
  const ended = new Counter({
    name: 'atelier_image_jobs_ended_total',
    help: 'Jobs whose end this gateway wrote.',
    labelNames: ['kind', 'state'],
    registers,
  });
  const durations = new Histogram({
    name: 'atelier_image_job_duration_seconds',
    help: 'Time from accepting a job to its success.',
    labelNames: ['kind'],
    buckets,
    registers,
  });
  const putBack = new Counter({
    name: 'atelier_image_jobs_put_back_total',
    help: 'Jobs that were lost on the queue and put back.',
    registers,
  });
  let latest: (RelayLook & { readonly at: number }) | undefined;
  const look = () => (latest && Date.now() - latest.at < lookKeptMs ? latest : undefined);
  new Gauge({
    name: 'atelier_image_queue_jobs',
    help: 'Jobs on the queue, as the relay last saw them.',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset();
      const entries = Object.entries(look()?.counts ?? {});
      for (const [state, jobs] of entries) this.set({ state }, jobs);
    },
  });
  new Gauge({
    name: 'atelier_image_queue_workers',
    help: 'Diffusion workers that show a sign of life, as the relay last saw them.',
    registers,
    collect() {
      const seen = look();
      if (seen) this.set(seen.workers);
      else this.remove();
    },
  });

  return {
    accepted: (kind) => {
      accepted.inc({ kind });
    },
    ended({ id, kind, state }) {
      ended.inc({ kind, state });
      const acceptedAt = timeOfId(id);
      if (state !== 'succeeded' || acceptedAt === undefined) return;
      durations.observe({ kind }, Math.max(0, Date.now() - acceptedAt) / 1_000);
    },
    putBack: (jobs) => {
      putBack.inc(jobs);
    },
    looked(seen) {
      latest = { ...seen, at: Date.now() };
    },
  };
}
