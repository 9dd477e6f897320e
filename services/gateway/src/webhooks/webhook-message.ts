import type { ImageJobView } from '@atelier/contracts';

/** What is sent when a job has ended: the same text however often it is sent. */
export function toWebhookBody(job: ImageJobView): string {
  const { preview: _preview, ...data } = job;
  return JSON.stringify({
    type: `image_job.${job.status}`,
    timestamp: job.finished_at ?? job.created_at,
    data,
  });
}
