import type { EndpointName } from '@atelier/contracts';

/** Ids of what somebody owns, one of each kind, and the name he goes by. */
export interface Owned {
  readonly conversation: string;
  /** One that was streamed: its events are kept, by the id of the answer's message. */
  readonly turn: string;
  readonly job: string;
  readonly image: string;
  /** Another one, which nothing else asks for. */
  readonly spareImage: string;
  readonly userId: string;
}

/** A request to an endpoint. */
export interface Input {
  /** Stands for `{id}` in the path. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Case {
  /** A good request, which names all of what is owned that the endpoint can be asked for. */
  readonly input?: (owned: Owned) => Input;
  /** What the owner may hear besides the endpoint's own status. */
  readonly orElse?: readonly number[];
  /** Takes ids in its body and answers anybody, with those that are his. */
  readonly filters?: true;
}

/** No worker draws here: whoever waits would wait for long. */
const inNoTime = { headers: { prefer: 'wait=0' } };
const say = { message: 'Hello again.' };
const starter = { input: () => ({ id: 'starter-chat' }) };

/**
 * A good request to each endpoint, in an order in which none takes away what a later one asks for.
 * Whoever adds an endpoint says here how it is asked; what it serves of a new kind is seeded in the
 * test, and then the matrix checks that it looks at the owner.
 */
export const cases: Readonly<Record<EndpointName, Case>> = {
  live: {},
  ready: { orElse: [503] },
  health: {},
  openapi: {},
  listModels: {},
  modelEvents: {},
  listOpenAiModels: {},
  getOpenAiModel: { input: () => ({ id: 'stub' }) },
  listImageJobs: {},
  getImageJob: { input: ({ job }) => ({ id: job }) },
  imageJobEvents: { input: ({ job }) => ({ id: job }) },
  getImage: { input: ({ image }) => ({ id: image }) },
  getThumbnail: { input: ({ image }) => ({ id: image }) },
  getImageDetails: { input: ({ image }) => ({ id: image }) },
  similarImages: { input: ({ image }) => ({ id: image }) },
  imageLineage: { input: ({ image }) => ({ id: image }) },
  listImages: { input: ({ conversation }) => ({ query: { conversation_id: conversation } }) },
  exportImages: { input: ({ image, spareImage }) => ({ body: { ids: [image, spareImage] } }) },
  linkImage: { input: ({ image }) => ({ id: image, body: {} }) },
  changeImage: { input: ({ image }) => ({ id: image, body: { favourite: true } }) },
  createImageJob: {
    input: ({ image }) => ({ body: { kind: 'variation', image_id: image } }),
    // The picture is none.
    orElse: [400],
  },
  redrawImage: { input: ({ image }) => ({ id: image }) },
  generateImage: { input: () => ({ body: { prompt: 'a boat' }, ...inNoTime }), orElse: [202] },
  editImage: {
    input: ({ image }) => ({ body: { prompt: 'a boat', image_id: image }, ...inNoTime }),
    // The picture is none.
    orElse: [400],
  },
  createOpenAiImages: { input: () => ({ body: { prompt: 'a boat', stream: true } }) },
  editOpenAiImage: {
    input: () => ({ body: { prompt: 'a boat', image: 'bm8gcGljdHVyZQ==' } }),
    orElse: [400],
  },
  turnEvents: { input: ({ turn }) => ({ id: turn }) },
  listConversations: { input: ({ userId }) => ({ query: { user_id: userId } }) },
  searchConversations: { input: () => ({ query: { q: 'boat' } }) },
  getConversation: { input: ({ conversation }) => ({ id: conversation }) },
  listMessages: { input: ({ conversation }) => ({ id: conversation }) },
  exportConversation: { input: ({ conversation }) => ({ id: conversation }) },
  changeConversation: {
    input: ({ conversation }) => ({ id: conversation, body: { title: 'Another title' } }),
  },
  chat: {
    input: ({ conversation, userId }) => ({
      body: { ...say, user_id: userId, conversation_id: conversation },
    }),
  },
  takeTurn: {
    input: ({ conversation, userId }) => ({
      body: { ...say, user_id: userId, conversation_id: conversation },
    }),
  },
  createChatCompletion: {
    input: () => ({ body: { model: 'stub', messages: [{ role: 'user', content: 'Hello.' }] } }),
  },
  enhancePrompt: { input: () => ({ body: { prompt: 'a boat' } }) },
  // A starter ships with Atelier: there is nothing to download or to remove.
  downloadModel: { ...starter, orElse: [400, 409] },
  cancelModelDownload: starter,
  activateModel: starter,
  removeModel: { ...starter, orElse: [400, 409] },
  cancelTurn: { input: ({ turn }) => ({ id: turn }) },
  cancelImageJob: { input: ({ job }) => ({ id: job }) },
  deleteImages: { input: ({ spareImage }) => ({ body: { ids: [spareImage] } }), filters: true },
  deleteImage: { input: ({ image }) => ({ id: image }) },
  deleteConversation: { input: ({ conversation }) => ({ id: conversation }) },
};
