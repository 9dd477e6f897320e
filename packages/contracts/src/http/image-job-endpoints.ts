import { z } from 'zod';
import type { Endpoint } from './endpoint.js';
import { ImageJobListQuery, ImageJobListView, ImageJobView } from './image-job.js';

const byId = z.strictObject({ id: z.uuid() });

/** The addresses of picture jobs. */
export const imageJobEndpoints = {
  listImageJobs: {
    method: 'get',
    path: '/api/v1/image-jobs',
    summary: 'Picture jobs, newest first.',
    tag: 'pictures',
    query: ImageJobListQuery,
    reply: ImageJobListView,
    status: 200,
    errors: [503],
  },
  getImageJob: {
    method: 'get',
    path: '/api/v1/image-jobs/{id}',
    summary: 'How far a picture is, and where its PNG lies.',
    tag: 'pictures',
    params: byId,
    reply: ImageJobView,
    status: 200,
    errors: [404, 503],
  },
  cancelImageJob: {
    method: 'delete',
    path: '/api/v1/image-jobs/{id}',
    summary: 'Cancel a picture that is not finished.',
    tag: 'pictures',
    params: byId,
    reply: ImageJobView,
    status: 200,
    errors: [404, 503],
  },
  imageJobEvents: {
    method: 'get',
    path: '/api/v1/image-jobs/{id}/events',
    summary: 'How a picture comes along, as events: the job each time it changes, to its end.',
    tag: 'pictures',
    params: byId,
    reply: {
      contentType: 'text/event-stream',
      description: 'Server-sent events "image-job" with an ImageJob each.',
    },
    status: 200,
    errors: [404, 503],
  },
} as const satisfies Record<string, Endpoint>;
