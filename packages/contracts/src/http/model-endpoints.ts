import { z } from 'zod';
import { ModelId } from '../models/catalog.js';
import { ModelListView, ModelView } from '../models/model-view.js';
import type { Endpoint } from './endpoint.js';

const byModelId = z.strictObject({ id: ModelId });

/** The addresses of the models on this machine. */
export const modelEndpoints = {
  listModels: {
    method: 'get',
    path: '/api/v1/models',
    summary: 'The models that Atelier knows, and which of them are here.',
    tag: 'models',
    reply: ModelListView,
    status: 200,
    errors: [503],
  },
  modelEvents: {
    method: 'get',
    path: '/api/v1/models/events',
    summary: 'How models and downloads change, as events: one for each model that changes.',
    tag: 'models',
    reply: {
      contentType: 'text/event-stream',
      description: 'Server-sent events "model" with a Model each. Begins with every model.',
    },
    status: 200,
    errors: [503],
  },
  downloadModel: {
    method: 'post',
    path: '/api/v1/models/{id}/download',
    summary: 'Download a model in the background. Asked again, it joins the download that runs.',
    tag: 'models',
    params: byModelId,
    reply: ModelView,
    status: 202,
    errors: [404, 409, 502, 503],
  },
  cancelModelDownload: {
    method: 'post',
    path: '/api/v1/models/{id}/cancel',
    summary: 'End the download of a model. What has come stays for the next time.',
    tag: 'models',
    params: byModelId,
    reply: ModelView,
    status: 200,
    errors: [404, 503],
  },
  activateModel: {
    method: 'post',
    path: '/api/v1/models/{id}/activate',
    summary: 'Use a model from now on; until it is here, the starter stands in.',
    tag: 'models',
    params: byModelId,
    reply: ModelView,
    status: 200,
    errors: [404, 503],
  },
  removeModel: {
    method: 'delete',
    path: '/api/v1/models/{id}',
    summary: 'Delete the files of a model that is not in use.',
    tag: 'models',
    params: byModelId,
    status: 204,
    errors: [404, 409, 503],
  },
} as const satisfies Record<string, Endpoint>;
