import { z } from 'zod';
import type { Endpoint } from './endpoint.js';
import { ImageJobListQuery, ImageJobListView, ImageJobView } from './image-job.js';
import { ImageJobRequest, maxUploadBytes } from './image-request.js';

const byId = z.strictObject({ id: z.uuid() });

/** A picture and a mask in base64, with their settings. */
export const maxPictureBodyBytes = Math.ceil((2 * maxUploadBytes * 4) / 3) + 65_536;

/** The addresses of picture jobs. */
export const imageJobEndpoints = {
  createImageJob: {
    method: 'post',
    path: '/api/v1/image-jobs',
    summary: 'Draw, change, extend or enlarge a picture.',
    tag: 'pictures',
    body: ImageJobRequest,
    maxBodyBytes: maxPictureBodyBytes,
    form: true,
    reply: ImageJobView,
    status: 202,
    orStatus: 200,
    idempotent: true,
    errors: [404, 409, 413, 422, 429, 503],
  },
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
