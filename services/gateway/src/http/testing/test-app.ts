import type { RequestListener } from 'node:http';
import { Readable, Writable } from 'node:stream';
import type {
  ChatReply,
  ConversationView,
  GalleryImage,
  HealthView,
  ImageJobView,
  ModelView,
  OpenAiImages,
} from '@atelier/contracts';
import { createLogger } from '@atelier/logging';
import { createApp, type AppOptions } from '../app.js';
import type { Handlers } from '../handlers.js';
import { createFakeIdempotency } from './fake-idempotency.js';

export const id = '0199a1b2-0000-7000-8000-000000000001';
export const png = Buffer.from('89504e470d0a1a0a', 'hex');

export const chatReply: ChatReply = {
  assistant_response: 'Hello.',
  image_urls: [],
  conversation_id: id,
  message_id: id,
  model: 'mock',
  warnings: [],
};

const conversation: ConversationView = {
  id,
  user_id: 'me',
  tags: [],
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};

export const job: ImageJobView = {
  id,
  kind: 'generate',
  status: 'queued',
  progress: 0,
  step: 0,
  steps: 20,
  settings: {
    prompt: 'a cat',
    negative_prompt: '',
    width: 512,
    height: 512,
    steps: 20,
    cfg_scale: 7.5,
    seed: 42,
    count: 1,
    format: 'png',
  },
  images: [],
  warnings: [],
  created_at: '2026-01-01T00:00:00Z',
};

const galleryImage: GalleryImage = {
  id,
  url: `/api/v1/images/${id}`,
  thumbnail_url: `/api/v1/images/${id}/thumbnail`,
  width: 512,
  height: 512,
  seed: 42,
  format: 'png',
  job_id: id,
  index: 0,
  kind: 'generate',
  bytes: png.length,
  sha256: 'a'.repeat(64),
  tags: [],
  favourite: false,
  settings: job.settings,
  created_at: '2026-01-01T00:00:00Z',
};

const model: ModelView = {
  id: 'starter-chat',
  title: 'Starter chat',
  task: 'chat',
  status: 'ready',
  starter: true,
  active: true,
  licence: { id: 'Apache-2.0' },
  parameters: 1,
  memory_bytes: 1,
};

const openAiImages: OpenAiImages = {
  created: 1,
  background: 'opaque',
  output_format: 'png',
  size: '64x64',
  job_id: id,
  data: [],
};

const health: HealthView = {
  status: 'ok',
  version: '0.1.0',
  mocks: true,
  models_cached: true,
  uptime_s: 1,
  dependencies: {
    database: { status: 'ok' },
    redis: { status: 'ok' },
    storage: { status: 'ok' },
    llm_worker: { status: 'ok' },
    image_queue: { status: 'ok', consumed: true, workers: 1, engines: [], waiting: 0, active: 0 },
  },
};

const fakeHandlers: Handlers = {
  chat: () => Promise.resolve({ json: chatReply }),
  takeTurn: () => Promise.resolve({ json: chatReply }),
  turnEvents: () =>
    Promise.resolve({
      contentType: 'text/event-stream',
      body: () => Promise.resolve(Readable.from(['id: 1\ndata: {}\n\n'])),
    }),
  cancelTurn: () => Promise.resolve(undefined),
  listConversations: () => Promise.resolve({ json: { conversations: [conversation] } }),
  searchConversations: () => Promise.resolve({ json: { hits: [] } }),
  getConversation: () => Promise.resolve({ json: conversation }),
  changeConversation: () => Promise.resolve({ json: conversation }),
  deleteConversation: () => Promise.resolve(undefined),
  listMessages: () => Promise.resolve({ json: { messages: [] } }),
  exportConversation: () => Promise.resolve({ contentType: 'application/json', body: '{}' }),
  listImageJobs: () => Promise.resolve({ json: { jobs: [job] } }),
  imageJobEvents: () =>
    Promise.resolve({
      contentType: 'text/event-stream',
      body: () => Promise.resolve(Readable.from(['event: image-job\ndata: {}\n\n'])),
    }),
  getImageJob: ({ params }) => Promise.resolve({ json: { ...job, id: params.id } }),
  cancelImageJob: ({ params }) => Promise.resolve({ json: { ...job, id: params.id } }),
  getImage: () =>
    Promise.resolve({
      contentType: 'image/png',
      bytes: png.length,
      etag: 'abc',
      body: () => Promise.resolve(Readable.from([png])),
    }),
  listImages: () => Promise.resolve({ json: { images: [galleryImage] } }),
  exportImages: () => Promise.resolve({ contentType: 'application/zip', body: png }),
  deleteImages: ({ body }) => Promise.resolve({ json: { deleted: body.ids } }),
  getThumbnail: () => Promise.resolve({ contentType: 'image/webp', body: png }),
  getImageDetails: () => Promise.resolve({ json: galleryImage }),
  changeImage: () => Promise.resolve({ json: galleryImage }),
  deleteImage: () => Promise.resolve(undefined),
  similarImages: () => Promise.resolve({ json: { images: [{ ...galleryImage, distance: 0 }] } }),
  imageLineage: () => Promise.resolve({ json: { ancestors: [], descendants: [galleryImage] } }),
  linkImage: () =>
    Promise.resolve({ json: { url: galleryImage.url, expires_at: galleryImage.created_at } }),
  createImageJob: () => Promise.resolve({ json: job }),
  redrawImage: () => Promise.resolve({ json: job }),
  generateImage: () => Promise.resolve({ status: 202, json: job }),
  editImage: () => Promise.resolve({ status: 202, json: job }),
  listModels: () => Promise.resolve({ json: { models: [model] } }),
  modelEvents: () =>
    Promise.resolve({
      contentType: 'text/event-stream',
      body: () => Promise.resolve(Readable.from([': beat\n\n'])),
    }),
  downloadModel: ({ params }) => Promise.resolve({ json: { ...model, id: params.id } }),
  cancelModelDownload: ({ params }) => Promise.resolve({ json: { ...model, id: params.id } }),
  activateModel: ({ params }) => Promise.resolve({ json: { ...model, id: params.id } }),
  removeModel: () => Promise.resolve(undefined),
  createChatCompletion: () =>
    Promise.resolve({
      json: {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1,
        model: 'mock',
        choices: [],
        usage: {
          prompt_tokens: 1,
          completion_tokens: 1,
          total_tokens: 2,
          prompt_tokens_details: { cached_tokens: 0 },
        },
      },
    }),
  createOpenAiImages: () => Promise.resolve({ json: openAiImages }),
  editOpenAiImage: () => Promise.resolve({ json: openAiImages }),
  listOpenAiModels: () => Promise.resolve({ json: { object: 'list', data: [] } }),
  getOpenAiModel: ({ params }) =>
    Promise.resolve({ json: { id: params.id, object: 'model', created: 1, owned_by: 'atelier' } }),
  enhancePrompt: () =>
    Promise.resolve({ json: { prompt: 'a fuller cat', model: 'mock', warnings: [] } }),
  health: () => Promise.resolve({ json: health }),
  live: () => Promise.resolve({ json: { status: 'ok' } }),
  ready: () => Promise.resolve({ status: 503, json: { status: 'down', waiting_for: ['redis'] } }),
};

export interface TestApp {
  readonly app: RequestListener;
  /** Everything logged so far. */
  readonly lines: () => Record<string, unknown>[];
}

type Overrides = Omit<Partial<AppOptions>, 'handlers'> & { readonly handlers?: Partial<Handlers> };

/** The application over fake handlers. */
export function testApp({ handlers, ...options }: Overrides = {}): TestApp {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const app = createApp({
    handlers: { ...fakeHandlers, ...handlers },
    access: { enter: () => Promise.resolve({ ownerId: 'owner' }), pass: () => Promise.resolve() },
    idempotency: createFakeIdempotency(),
    log: createLogger({ service: 'gateway', level: 'debug', stream }),
    version: '0.1.0',
    ...options,
  });
  const lines = () =>
    written
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { app, lines };
}
