import type { EndpointName } from '@atelier/contracts';

/** Ids of what somebody owns, one of each kind, and the name he goes by. */
export interface Owned {
  readonly conversation: string;
  /** One that was streamed: its events are kept, by the id of the answer's message. */
  readonly turn: string;
  readonly job: string;
  readonly image: string;
  readonly userId: string;
}

/** A request to an endpoint. */
export interface Input {
  /** Stands for `{id}` in the path. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

interface Case {
  /** A good request, which names all of what is owned that the endpoint can be asked for. */
  readonly input?: (owned: Owned) => Input;
  /** What the owner may hear besides the endpoint's own status. */
  readonly orElse?: readonly number[];
}

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
  deleteConversation: { input: ({ conversation }) => ({ id: conversation }) },
};
