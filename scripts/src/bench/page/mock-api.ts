import {
  GalleryView,
  ImageJobListView,
  ImageJobView,
  MessageListView,
  type HealthView,
} from '@atelier/contracts';
import { conversation, conversationId, madeJob, madeMessages } from './made-messages.js';
import { madePictures, type PictureFiles } from './made-pictures.js';

export interface MockReply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

export interface MockApiOptions {
  readonly messages: number;
  readonly pictures: number;
  readonly files: PictureFiles;
}

const health: HealthView = {
  status: 'ok',
  version: '0.1.0',
  mocks: false,
  models_cached: true,
  uptime_s: 60,
  dependencies: {
    database: { status: 'ok' },
    redis: { status: 'ok' },
    storage: { status: 'ok' },
    llm_worker: { status: 'ok', engine: 'openvino', model: 'starter-chat' },
    image_queue: {
      status: 'ok',
      consumed: true,
      workers: 1,
      engines: [{ engine: 'openvino', model: 'starter-image' }],
      waiting: 0,
      active: 0,
    },
  },
};

/** Answers what the page asks for, in the shapes of the API; undefined for other addresses. */
export function createMockApi(options: MockApiOptions): (url: URL) => MockReply | undefined {
  const { files } = options;
  const messages = madeMessages(options.messages);
  const pictures = madePictures(options.pictures);

  const listMessages = ({ searchParams }: URL) => {
    const limit = Number(searchParams.get('limit') ?? 50);
    const before = Number(searchParams.get('before') ?? Infinity);
    const page = messages.filter(({ seq }) => seq < before).slice(-limit);
    const first = page[0]?.seq ?? 1;
    return MessageListView.parse({ messages: page, ...(first > 1 && { next_before: first }) });
  };
  const listPictures = ({ searchParams }: URL) => {
    const limit = Number(searchParams.get('limit') ?? 50);
    const from = Number(searchParams.get('cursor') ?? 0);
    const more = from + limit < pictures.length;
    return GalleryView.parse({
      images: pictures.slice(from, from + limit),
      ...(more && { next_cursor: String(from + limit) }),
    });
  };

  return (url) => {
    const path = url.pathname;
    const conversations = '/api/v1/conversations';
    if (path === '/health') return json(health);
    if (path === conversations) return json({ conversations: [conversation] });
    if (path === `${conversations}/${conversationId}`) return json(conversation);
    if (path === `${conversations}/${conversationId}/messages`) return json(listMessages(url));
    if (path === '/api/v1/images') return json(listPictures(url));
    if (path === '/api/v1/image-jobs') return json(ImageJobListView.parse({ jobs: [] }));
    const job = /^\/api\/v1\/image-jobs\/([^/]+)$/.exec(path)?.[1];
    if (job !== undefined) return json(ImageJobView.parse(madeJob(job)));
    const [, image, isSmall] = /^\/api\/v1\/images\/([^/]+)(\/thumbnail)?$/.exec(path) ?? [];
    if (image === undefined) return undefined;
    return isSmall === undefined
      ? { status: 200, type: 'image/png', body: files.picture(image) }
      : { status: 200, type: 'image/webp', body: files.thumbnail(image) };
  };
}

function json(body: unknown): MockReply {
  return { status: 200, type: 'application/json', body: JSON.stringify(body) };
}
