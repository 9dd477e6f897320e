import type { Handlers } from '../http/handlers.js';
import type { ModelsService } from './models.service.js';

/** `/api/v1/models` and below. */
export function modelHandlers(
  models: ModelsService,
): Pick<
  Handlers,
  | 'listModels'
  | 'modelEvents'
  | 'downloadModel'
  | 'cancelModelDownload'
  | 'activateModel'
  | 'removeModel'
> {
  return {
    listModels: async () => ({ json: { models: [...(await models.list())] } }),
    modelEvents: () =>
      Promise.resolve({
        contentType: 'text/event-stream',
        body: () => Promise.resolve(models.events()),
      }),
    downloadModel: async ({ params }) => ({ json: await models.download(params.id) }),
    cancelModelDownload: async ({ params }) => ({ json: await models.cancel(params.id) }),
    activateModel: async ({ params }) => ({ json: await models.activate(params.id) }),
    removeModel: async ({ params }) => {
      await models.remove(params.id);
      return undefined;
    },
  };
}
