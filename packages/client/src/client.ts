import {
  endpoints,
  type ChatReply,
  type ChatRequest,
  type HealthView,
  type ImageJobListView,
  type ImageJobStatus,
  type ImageJobView,
  type ImageKind,
  type ModelListView,
  type ModelView,
  type ProbeView,
} from '@atelier/contracts';
import { callEndpoint, type Connection, type Fetch } from './call.js';
import { given, type CallOptions, type ChatOptions } from './call-options.js';
import { conversationCalls, type ConversationCalls } from './conversation-calls.js';
import { enhancePrompt, type EnhancedPrompt } from './enhance-prompt.js';
import { imageCalls, type ImageCalls } from './image-calls.js';
import { imageJobEvents, type ImageJobEventsOptions } from './image-job-events.js';
import { modelEvents } from './model-events.js';
import { pictureFile } from './picture-file.js';
import {
  turnEvents,
  type TurnEvent,
  type TurnEventsOptions,
  type TurnWish,
} from './turn-events.js';
import { pause, waitForImageJob, type WaitOptions } from './wait-for-image-job.js';
import { withApiKey, type ApiKey } from './with-api-key.js';

const chatTimeoutMs = 130_000;

export interface ClientOptions {
  /** Address of the server, for instance `http://127.0.0.1:8080`; empty for the page's own. */
  readonly baseUrl: string;
  /** Stands in for the global `fetch`. */
  readonly fetch?: Fetch;
  /** Shown to the server with every call, streams included. */
  readonly apiKey?: ApiKey | undefined;
}

/**
 * The public API. Every method rejects with an AppError: the server's own code and sentence,
 * `SERVER_UNREACHABLE`, `DEADLINE_EXCEEDED`, `CANCELLED`, or `INTERNAL` for an answer that does
 * not fit the contract.
 */
export interface Client extends ConversationCalls, ImageCalls {
  chat(body: ChatRequest, options?: ChatOptions): Promise<ChatReply>;
  /** A turn's events as they come, across broken connections; see `turnEvents`. */
  turnEvents(wish: TurnWish, options?: TurnEventsOptions): AsyncGenerator<TurnEvent>;
  /** Ends a running turn; what was written so far is kept. */
  cancelTurn(id: string, options?: CallOptions): Promise<void>;
  imageJob(id: string, options?: CallOptions): Promise<ImageJobView>;
  /** A page of jobs, newest first; `cursor` is `next_cursor` of the page before. */
  imageJobs(
    page?: {
      readonly status?: ImageJobStatus | undefined;
      readonly kind?: ImageKind | undefined;
      /** true: only jobs that are not finished; false: only finished ones. */
      readonly active?: boolean | undefined;
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<ImageJobListView>;
  /** Resolves with the job's state after the call: a finished job stays as it was. */
  cancelImageJob(id: string, options?: CallOptions): Promise<ImageJobView>;
  waitForImageJob(id: string, options: WaitOptions): Promise<ImageJobView>;
  /** A job each time it changes, across broken connections; see `imageJobEvents`. */
  imageJobEvents(id: string, options?: ImageJobEventsOptions): AsyncGenerator<ImageJobView>;
  /** A fuller prompt for a picture, as it is written; see `enhancePrompt`. */
  enhancePrompt(
    prompt: string,
    options?: Pick<CallOptions, 'signal'>,
  ): AsyncGenerator<EnhancedPrompt>;
  /** The file at an address that a job or the gallery gave, with its type. */
  pictureFile(url: string, options?: CallOptions): Promise<Blob>;
  /** The bytes of a picture, by its id or by the `url` that a job gave. */
  image(idOrUrl: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
  models(options?: CallOptions): Promise<ModelListView>;
  /** Every model, and then each that changes, across broken connections; see `modelEvents`. */
  modelEvents(options?: Pick<CallOptions, 'signal'>): AsyncGenerator<ModelView>;
  /** Starts a download in the background, or joins the one that runs. */
  downloadModel(id: string, options?: CallOptions): Promise<ModelView>;
  /** Ends a download; what has come stays. */
  cancelModelDownload(id: string, options?: CallOptions): Promise<ModelView>;
  /** Uses a model from now on, or as soon as it is here. */
  activateModel(id: string, options?: CallOptions): Promise<ModelView>;
  removeModel(id: string, options?: CallOptions): Promise<void>;
  health(options?: CallOptions): Promise<HealthView>;
  /** Whether the server runs and can serve; both resolve for an honest "not yet". */
  live(options?: CallOptions): Promise<ProbeView>;
  ready(options?: CallOptions): Promise<ProbeView>;
}

/** Builds a client. It holds no connection and needs no closing. */
export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    // The browser's fetch refuses to run as a method of another object.
    fetch: withApiKey(options.fetch ?? ((url, init) => fetch(url, init)), options.apiKey),
  };
  const plain = { params: undefined, body: undefined };
  const byId = (id: string) => ({ ...plain, params: { id } });

  const client: Client = {
    ...conversationCalls(connection),
    ...imageCalls(connection),
    chat: (body, options) =>
      callEndpoint(connection, 'chat', { ...plain, body, ...given(options, chatTimeoutMs) }),
    turnEvents: (wish, options) =>
      turnEvents({ connection, pause, now: () => performance.now() }, wish, options),
    cancelTurn: async (id, options) => {
      await callEndpoint(connection, 'cancelTurn', { ...byId(id), ...given(options) });
    },
    imageJob: (id, options) =>
      callEndpoint(connection, 'getImageJob', { ...byId(id), ...given(options) }),
    imageJobs: (page, options) =>
      callEndpoint(connection, 'listImageJobs', {
        ...plain,
        query: { ...page },
        ...given(options),
      }),
    cancelImageJob: (id, options) =>
      callEndpoint(connection, 'cancelImageJob', { ...byId(id), ...given(options) }),
    waitForImageJob: (id, options) =>
      waitForImageJob(
        { read: (job, call) => client.imageJob(job, call), pause, now: () => performance.now() },
        id,
        options,
      ),
    imageJobEvents: (id, options) =>
      imageJobEvents({ connection, pause, now: () => performance.now() }, id, options),
    enhancePrompt: (prompt, options) => enhancePrompt(connection, prompt, options?.signal),
    pictureFile: (url, options) => pictureFile(connection, url, given(options)),
    image: async (idOrUrl, options) => {
      const input = { ...byId(imageId(idOrUrl)), ...given(options) };
      return (await callEndpoint(connection, 'getImage', input)) as Uint8Array<ArrayBuffer>;
    },
    models: (options) => callEndpoint(connection, 'listModels', { ...plain, ...given(options) }),
    modelEvents: (options) => modelEvents({ connection, pause }, options?.signal),
    downloadModel: (id, options) =>
      callEndpoint(connection, 'downloadModel', { ...byId(id), ...given(options) }),
    cancelModelDownload: (id, options) =>
      callEndpoint(connection, 'cancelModelDownload', { ...byId(id), ...given(options) }),
    activateModel: (id, options) =>
      callEndpoint(connection, 'activateModel', { ...byId(id), ...given(options) }),
    removeModel: async (id, options) => {
      await callEndpoint(connection, 'removeModel', { ...byId(id), ...given(options) });
    },
    health: (options) => callEndpoint(connection, 'health', { ...plain, ...given(options) }),
    live: (options) => callEndpoint(connection, 'live', { ...plain, ...given(options) }),
    ready: (options) => callEndpoint(connection, 'ready', { ...plain, ...given(options) }),
  };
  return client;
}

/** An image's address is a path on this server, so that its id is all that counts. */
function imageId(idOrUrl: string): string {
  const prefix = endpoints.getImage.path.replace('{id}', '');
  return idOrUrl.startsWith(prefix) ? idOrUrl.slice(prefix.length) : idOrUrl;
}
