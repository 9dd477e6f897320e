import type { ImageJobView } from '@atelier/contracts';

/** What a job does now, for people. */
export function jobWords(job: ImageJobView): string {
  switch (job.status) {
    case 'queued':
      if (job.queue_position === undefined) return 'Waiting in the queue';
      if (job.queue_position === 1) return 'Waiting: next in the queue';
      return `Waiting: place ${job.queue_position} in the queue`;
    case 'loading':
      return 'Loading the model';
    case 'running':
      return `Drawing: step ${job.step} of ${job.steps}`;
    case 'decoding':
      return 'Turning it into pixels';
    case 'saving':
      return 'Saving';
    case 'succeeded':
      return job.images.length > 1 ? `${job.images.length} pictures are done` : 'Done';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Cancelled';
  }
}

/** What is read aloud: a word per state and per quarter of the drawing, not per step. */
export function jobAnnouncement(job: ImageJobView): string {
  if (job.status !== 'running') return `Picture: ${jobWords(job)}`;
  const quarter = Math.floor(job.progress / 25) * 25;
  return quarter === 0 ? 'Picture: drawing' : `Picture: ${quarter} percent drawn`;
}
