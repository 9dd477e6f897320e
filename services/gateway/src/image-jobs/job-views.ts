import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import type { Database, ImageJobWithImages } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { createKept } from '../kept.js';
import { estimateSeconds } from './estimate.js';
import type { Previews } from './previews.js';
import { placeIn } from './queue-places.js';
import { toImageJobView } from './to-image-job-view.js';

export interface JobViewsOptions {
  readonly imageJobs: Pick<Database['imageJobs'], 'find' | 'recentPaces'>;
  readonly waitingLine: Database['waitingLine'];
  readonly previews: Pick<Previews, 'find'>;
  /** Diffusion workers that show a sign of life. */
  readonly liveWorkers: () => Promise<number>;
}

/** Jobs as their owner sees them, with what only this moment knows. */
export interface JobViews {
  /** @throws AppError `NOT_FOUND` */
  read(ownerId: string, id: string): Promise<ImageJobView>;
  /** These jobs of an owner, in the same order. */
  toViews(ownerId: string, jobs: readonly ImageJobWithImages[]): Promise<ImageJobView[]>;
}

const keepLineMs = 1_000;
const keepWorkersMs = 2_000;
const keepPacesMs = 10_000;
/** Past jobs that an estimate rests on. */
const pastJobs = 200;

export function createJobViews(options: JobViewsOptions): JobViews {
  const { imageJobs, waitingLine, previews } = options;
  const readLine = createKept({ read: () => waitingLine.read(), keepMs: keepLineMs });
  const readWorkers = createKept({ read: options.liveWorkers, keepMs: keepWorkersMs });
  const readPaces = createKept({
    read: () => imageJobs.recentPaces(pastJobs),
    keepMs: keepPacesMs,
  });

  const readFacts = async () => {
    // A job is shown without an estimate when what that rests on can't be read.
    const [paces, workers, line] = await Promise.all([
      readPaces().catch(() => []),
      readWorkers().catch(() => undefined),
      readLine(),
    ]);
    return { paces, workers, line, begun: line.begun };
  };

  const toViews = async (ownerId: string, jobs: readonly ImageJobWithImages[]) => {
    if (jobs.every(({ status }) => isFinalImageStatus(status))) {
      return jobs.map((job) => toImageJobView(job));
    }
    const queued = jobs.filter(({ status }) => status === 'queued').map(({ id }) => id);
    const [ranks, facts] = await Promise.all([waitingLine.ranks(ownerId, queued), readFacts()]);
    return jobs.map((job) => {
      if (isFinalImageStatus(job.status)) return toImageJobView(job);
      const rank = ranks.get(job.id);
      // What is on the queue already is next.
      const onQueue = job.status === 'queued' ? 1 : undefined;
      const place = rank === undefined ? onQueue : placeIn(facts.line, ownerId, rank);
      const isDrawn = job.status !== 'queued';
      return toImageJobView(job, {
        queuePosition: place,
        etaSeconds: estimateSeconds(job, place, facts),
        preview: isDrawn ? previews.find(job.id, job.fence) : undefined,
      });
    });
  };

  return {
    toViews,
    async read(ownerId, id) {
      const job = await imageJobs.find(ownerId, id);
      const [view] = job ? await toViews(ownerId, [job]) : [];
      if (!view) throw new AppError('NOT_FOUND', 'There is no such picture job.');
      return view;
    },
  };
}
