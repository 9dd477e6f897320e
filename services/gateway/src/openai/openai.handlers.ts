import type { Handlers } from '../http/handlers.js';
import type { ChatModels } from './chat-models.js';
import type { Completions } from './completions.js';

/** What is below `/v1`. */
export function openAiHandlers(
  completions: Pick<Completions, 'complete'>,
  models: ChatModels,
): Pick<Handlers, 'createChatCompletion' | 'listOpenAiModels' | 'getOpenAiModel'> {
  return {
    createChatCompletion: completions.complete,
    listOpenAiModels: async () => ({ json: { object: 'list', data: [...(await models.list())] } }),
    getOpenAiModel: async ({ params }) => ({ json: await models.find(params.id) }),
  };
}
